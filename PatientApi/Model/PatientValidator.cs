using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Patients;

/// <summary>The rules of a patient's values, which are trimmed, for every way in. A message says what to send, and never repeats what was sent.</summary>
internal sealed class PatientValidator(TimeProvider clock)
{
    public const int MaxExternalIdLength = 128;
    public const int MaxNameLength = 200;
    public const int MaxEmailLength = 320;
    public const int MaxPhoneLength = 50;

    // Nobody alive was born before; a year like 0001 is a lost value, not a date.
    private static readonly DateOnly EarliestBirth = new(1850, 1, 1);

    // Where the day begins first (UTC+14), a child may be born "tomorrow".
    private static readonly TimeSpan EarliestTimeZone = TimeSpan.FromHours(14);

    /// <summary>The faults by field; empty when there is none.</summary>
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

    /// <summary>The values of a request in which <see cref="Validate"/> found no fault.</summary>
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

    /// <summary>What is wrong with a telephone number, or null.</summary>
    public static string? PhoneError(string? phone) => TextError(phone, MaxPhoneLength, required: false);

    /// <summary>What is wrong with an external id in the form that is compared, or null.</summary>
    public static string? ExternalIdError(string? externalId) => TextError(externalId, MaxExternalIdLength, required: true) ?? externalId switch
    {
        "." or ".." => "Must not be a path segment with a meaning of its own.",
        _ when externalId!.Contains('/', StringComparison.Ordinal) => "Must not contain '/', because it travels in a path.",
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
            return required ? "Must not be blank." : "Must not be blank; leave it out instead.";
        }

        if (text.Length > maxLength)
        {
            return $"Must be at most {maxLength} characters long.";
        }

        return text.Any(PatientText.IsRefused) || PatientText.HasLoneSurrogate(text)
            ? "Must not contain control characters, line separators, characters that change the direction of the text, or half of a character."
            : null;
    }

    /// <summary>What is wrong with an e-mail address, or null.</summary>
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
        JsonValueKind.Object => StoredJson.FaultOf(details.Value),
        _ => "Must be a JSON object.",
    };
}
