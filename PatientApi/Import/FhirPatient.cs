using System.Globalization;
using System.Text.Json;
using PatientApi.Contracts;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Import;

/// <summary>
/// Where our fields are in a FHIR R4 Patient. The resource's <c>id</c> becomes the external id, and the whole resource the
/// details: nothing that was sent is lost. An element of another type than FHIR's counts as absent.
/// </summary>
internal static class FhirPatient
{
    public static PatientRequest ToRequest(JsonElement resource)
    {
        var name = NameOf(resource);
        return new PatientRequest
        {
            ExternalId = TextOf(resource, "id"),
            FirstName = name is { } named ? GivenOf(named) : null,
            LastName = name is { } family ? TextOf(family, "family") : null,
            Email = ContactOf(resource, "email"),
            Phone = ContactOf(resource, "phone"),
            BirthDate = DateOf(TextOf(resource, "birthDate")),
            Details = resource,
        };
    }

    // The official name where one is marked, else the first that has not been given up.
    private static JsonElement? NameOf(JsonElement resource)
    {
        var names = ObjectsOf(resource, "name").ToList();
        return Find(names, name => TextOf(name, "use") is "official")
            ?? Find(names, name => TextOf(name, "use") is not ("old" or "maiden"))
            ?? Find(names, _ => true);
    }

    private static string GivenOf(JsonElement name) =>
        string.Join(' ', TextsOf(name, "given"));

    private static string? ContactOf(JsonElement resource, string system)
    {
        var contact = Find(
            ObjectsOf(resource, "telecom"),
            point => string.Equals(TextOf(point, "system"), system, StringComparison.Ordinal) && TextOf(point, "use") is not "old");
        return contact is { } found ? TextOf(found, "value") : null;
    }

    // FHIR allows a year or a month alone; a date of birth here is a day.
    private static DateOnly? DateOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
