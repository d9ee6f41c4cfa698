using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Fhir;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Views;

/// <summary>Extracts data from the details of a FHIR R4 Patient, for callers that do not use FHIR.</summary>
internal static class FhirDetails
{
    /// <summary>Reads the details of a patient; the result is empty when there are none.</summary>
    /// <param name="details">JSON object as text, or <see langword="null"/>.</param>
    /// <param name="now">Time at which an address must be in use.</param>
    public static PatientEnrichment Read(string? details, DateTimeOffset now)
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
            Address = AddressOf(resource, now),
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

    private static PatientAddress? AddressOf(JsonElement resource, DateTimeOffset now)
    {
        if (FhirUses.Address.Current(ObjectsOf(resource, "address").Where(FhirUses.SaysWhere), now) is not { } address)
        {
            return null;
        }

        var text = FhirUses.IsInParts(address) ? null : VisibleTextOf(address, "text");
        return new PatientAddress
        {
            Line = text is null ? [.. VisibleTextsOf(address, "line")] : [text],
            PostalCode = VisibleTextOf(address, "postalCode"),
            City = VisibleTextOf(address, "city"),
            Country = VisibleTextOf(address, "country"),
        };
    }
}
