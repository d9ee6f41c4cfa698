using System.Net.Mail;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Validation;

/// <summary>Says of every field what is wrong with it. No message holds a value.</summary>
internal sealed class PatientValidator(TimeProvider time)
{
    private static readonly DateOnly EarliestBirthDate = new(1850, 1, 1);

    /// <summary>The faults by field; none for a patient that can be stored.</summary>
    /// <param name="patient">What the caller sent.</param>
    /// <param name="externalId">The external id it will be stored under.</param>
    public Dictionary<string, string[]> Validate(PatientRequest patient, string? externalId)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(errors, "externalId", Text(externalId, PatientConfiguration.ExternalIdLength, required: true));
        Add(errors, "firstName", Text(patient.FirstName, PatientConfiguration.NameLength, required: true));
        Add(errors, "lastName", Text(patient.LastName, PatientConfiguration.NameLength, required: true));
        Add(errors, "email", Text(patient.Email, PatientConfiguration.EmailLength, required: false) ?? Email(patient.Email));
        Add(errors, "phone", Text(patient.Phone, PatientConfiguration.PhoneLength, required: false));
        Add(errors, "birthDate", BirthDate(patient.BirthDate));
        Add(errors, "details", patient.Details is { } details ? JsonRules.Check(details) : null);
        return errors;
    }

    private static void Add(Dictionary<string, string[]> errors, string field, string? error)
    {
        if (error is not null)
        {
            errors[field] = [error];
        }
    }

    private static string? Text(string? value, int maximum, bool required) => value switch
    {
        null => required ? "Required." : null,
        _ when required && string.IsNullOrWhiteSpace(value) => "Must not be blank.",
        _ when value.Length > maximum => $"Must be at most {maximum} characters long.",
        _ when !TextRules.CanBeStored(value) => "Must not contain the character NUL or half of a surrogate pair.",
        _ => null,
    };

    private static string? Email(string? value) => value is null || MailAddress.TryCreate(value, out _) ? null : "Must be an e-mail address.";

    private string? BirthDate(DateOnly? value) => value switch
    {
        null => "Required, as yyyy-MM-dd.",
        _ when value < EarliestBirthDate => $"Must not be before {EarliestBirthDate:yyyy-MM-dd}.",
        _ when value > DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddDays(1)) => "Must not be in the future.",
        _ => null,
    };
}
