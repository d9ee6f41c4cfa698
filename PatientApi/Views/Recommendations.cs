using PatientApi.Contracts;
using PatientApi.Patients;

namespace PatientApi.Views;

/// <summary>Derives recommendations for the reception desk from known and missing data.</summary>
internal static class Recommendations
{
    private const int FullAge = 18;

    /// <summary>Returns the recommendations for a patient at a time, in a fixed order.</summary>
    public static PatientRecommendations For(PatientRow patient, DateTimeOffset now)
    {
        var details = FhirDetails.Read(patient.Details, now);
        return new([.. All(patient, details, DateOnly.FromDateTime(now.UtcDateTime))]);
    }

    private static IEnumerable<PatientRecommendation> All(PatientRow patient, PatientEnrichment details, DateOnly today)
    {
        if (details.Language is { } language && !IsEnglish(language))
        {
            yield return new("interpreter", $"The patient prefers {language}: ask whether an interpreter is wanted.");
        }

        if (patient is { Email: null, Phone: null })
        {
            yield return new(
                "contact-missing", "There is neither an e-mail address nor a telephone number: ask for one.");
        }

        if (details.Address is null)
        {
            yield return new("address-missing", "There is no address: ask for it.");
        }

        if (patient.BirthDate.AddYears(FullAge) > today)
        {
            yield return new("guardian", "The patient is a minor: a guardian has to come along.");
        }
    }

    private static bool IsEnglish(string language) => language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
}
