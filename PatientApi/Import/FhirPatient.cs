using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Fhir;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Import;

/// <summary>
/// Maps a FHIR R4 Patient to the fields of this service. The resource's <c>id</c> becomes the external id, and the
/// whole resource becomes the details, so that no data is lost. An element whose JSON type differs from FHIR's counts
/// as absent.
/// </summary>
internal static class FhirPatient
{
    /// <summary>Converts a resource to a patient request.</summary>
    /// <param name="resource">A Patient.</param>
    /// <param name="now">Time at which names and contacts must be in use.</param>
    /// <returns>The equivalent request of a caller, trimmed.</returns>
    public static PatientRequest ToRequest(JsonElement resource, DateTimeOffset now)
    {
        var name = FhirUses.Name.CurrentOrFormer([.. ObjectsOf(resource, "name")], now);
        var request = new PatientRequest
        {
            ExternalId = TextOf(resource, "id"),
            FirstName = name is { } named ? string.Join(' ', VisibleTextsOf(named, "given")) : null,
            LastName = name is { } family ? TextOf(family, "family") : null,
            Email = ContactOf(resource, "email", FhirUses.Email, now),
            Phone = ContactOf(resource, "phone", FhirUses.Phone, now),
            BirthDate = FhirBirthDate.Of(resource).Date,
            Details = resource,
        };
        return request.Trimmed();
    }

    private static string? ContactOf(JsonElement resource, string system, FhirChoice choice, DateTimeOffset now)
    {
        var points = ObjectsOf(resource, "telecom").Where(
            point => string.Equals(TextOf(point, "system"), system, StringComparison.Ordinal));
        return choice.Current(points, now) is { } found ? VisibleTextOf(found, "value") : null;
    }
}
