using System.Text.Json;
using PatientApi.Contracts;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Views;

/// <summary>What the details of a FHIR R4 Patient say, for those who need not know FHIR.</summary>
internal static class FhirDetails
{
    /// <summary>Reads details; a patient without any is one of whom nothing more is known.</summary>
    public static PatientEnrichment Read(string? details)
    {
        if (details is null)
        {
            return new PatientEnrichment();
        }

        using var document = JsonDocument.Parse(details);
        var resource = document.RootElement;
        return new PatientEnrichment
        {
            Language = LanguageOf(resource),
            MaritalStatus = ConceptOf(ObjectOf(resource, "maritalStatus")),
            Address = AddressOf(resource),
        };
    }

    private static string? LanguageOf(JsonElement resource)
    {
        var communications = ObjectsOf(resource, "communication").ToList();
        var preferred = Find(communications, IsPreferred) ?? Find(communications, _ => true);
        return preferred is { } communication ? ConceptOf(ObjectOf(communication, "language")) : null;
    }

    private static bool IsPreferred(JsonElement communication) =>
        communication.TryGetProperty("preferred", out var preferred) && preferred.ValueKind == JsonValueKind.True;

    // Home where one is marked, else the first that is still in use.
    private static PatientAddress? AddressOf(JsonElement resource)
    {
        var addresses = ObjectsOf(resource, "address").Where(address => TextOf(address, "use") is not "old").ToList();
        return (Find(addresses, address => TextOf(address, "use") is "home") ?? Find(addresses, _ => true)) is not { } found ? null : new PatientAddress
        {
            Line = [.. TextsOf(found, "line")],
            PostalCode = TextOf(found, "postalCode"),
            City = TextOf(found, "city"),
            Country = TextOf(found, "country"),
        };
    }
}
