using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Model;

/// <summary>
/// Validates the trimmed values of a patient for every way to write one. A message says what to send, and never repeats
/// the value.
/// </summary>
internal sealed class PatientValidator(TimeProvider clock)
{
    public const int MaxExternalIdLength = 128;
    public const int MaxNameLength = 200;
    public const int MaxEmailLength = 320;
    public const int MaxPhoneLength = 50;

    // No living patient was born earlier; a year like 0001 is a missing value, not a date.
    private static readonly DateOnly EarliestBirth = new(1850, 1, 1);

    // Where the day begins first (UTC+14), a child may be born "tomorrow" in UTC.
    private static readonly TimeSpan EarliestTimeZone = TimeSpan.FromHours(14);

    /// <summary>Returns the errors by field; empty if the request is valid.</summary>
    public Dictionary<string, string[]> Validate(PatientRequest request)
    {
        var errors = new FieldErrors();
        errors.Add("externalId", ExternalIdError(request.ExternalId));
        errors.Add("firstName", TextError(request.FirstName, MaxNameLength, required: true));
        errors.Add("lastName", TextError(request.LastName, MaxNameLength, required: true));
        errors.Add("email", EmailError(request.Email));
        errors.Add("phone", PhoneError(request.Phone));
        errors.Add("birthDate", BirthDateError(request.BirthDate));
        errors.Add("details", DetailsError(request.Details));
        return errors.ToDictionary();
    }

    /// <summary>Returns the values of a request that <see cref="Validate"/> found valid.</summary>
    public static PatientValues ValuesOf(PatientRequest request) => new()
    {
        ExternalId = request.ExternalId!,
        FirstName = request.FirstName!,
        LastName = request.LastName!,
        Email = request.Email,
        Phone = request.Phone,
        BirthDate = request.BirthDate!.Value,
        Details = request.Details is { ValueKind: JsonValueKind.Object } details ? details.GetRawText() : null,
    };

    /// <summary>Returns the error of a telephone number, or <see langword="null"/>.</summary>
    public static string? PhoneError(string? phone) => TextError(phone, MaxPhoneLength, required: false);

    /// <summary>Returns the error of a normalised external id, or <see langword="null"/>.</summary>
    public static string? ExternalIdError(string? externalId) =>
        TextError(externalId, MaxExternalIdLength, required: true) ?? externalId switch
        {
            "." or ".." => "Must not be '.' or '..'.",
            _ when externalId!.Contains('/', StringComparison.Ordinal) =>
                "Must not contain '/', because it is part of a URL path.",
            _ => null,
        };

    private static string? TextError(string? text, int maxLength, bool required)
    {
        if (text is null)
        {
            return required ? "Required." : null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return required ? "Must not be blank." : "Must not be blank; omit it instead.";
        }

        if (text.Length > maxLength)
        {
            return $"Must be at most {maxLength} characters long.";
        }

        return text.Any(PatientText.IsRefused) || PatientText.HasLoneSurrogate(text)
            ? "Must not contain control characters, line separators, characters that change the direction of the text, "
                + "or an unpaired surrogate."
            : null;
    }

    /// <summary>Returns the error of an e-mail address, or <see langword="null"/>.</summary>
    public static string? EmailError(string? email)
    {
        var textError = TextError(email, MaxEmailLength, required: false);
        if (email is null || textError is not null)
        {
            return textError;
        }

        var at = email.IndexOf('@', StringComparison.Ordinal);
        var hasShape = at > 0 && at < email.Length - 1 && at == email.LastIndexOf('@') && !email.Any(char.IsWhiteSpace);
        return hasShape ? null : "Must be an e-mail address such as name@example.org.";
    }

    private string? BirthDateError(DateOnly? birthDate)
    {
        var latest = DateOnly.FromDateTime(clock.GetUtcNow().Add(EarliestTimeZone).UtcDateTime);
        return birthDate switch
        {
            null => "Required, as yyyy-MM-dd.",
            _ when birthDate > latest => "Must not be in the future.",
            _ when birthDate < EarliestBirth => "Must not be before 1850-01-01.",
            _ => null,
        };
    }

    private static string? DetailsError(JsonElement? details) => details?.ValueKind switch
    {
        null or JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Object => JsonbValidator.FaultOf(details.Value),
        _ => "Must be a JSON object.",
    };
}
