using System.Text.Json;
using PatientApi.Contracts;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Import;

/// <summary>
/// Says what is wrong where a FHIR R4 Patient has something in the place of a required element, but nothing that can be
/// used: a value of another JSON type, or a name of another shape.
/// </summary>
internal static class FhirFaults
{
    private const string NoText = "Must be a text.";
    private const string NoTexts = "Must be an array of texts.";
    private const string NoNames = "Was not found, because name must be an array of objects.";
    private const string OnlyText = "Is needed as well; the name has only a text.";

    /// <summary>Replaces the errors of required fields that are not just missing.</summary>
    /// <param name="errors">The errors of the request by field.</param>
    /// <param name="request">The request that was made of the resource.</param>
    /// <param name="resource">A Patient.</param>
    public static void Explain(Dictionary<string, string[]> errors, PatientRequest request, JsonElement resource)
    {
        (string Field, bool IsMissing, string? Fault)[] faults =
        [
            ("externalId", IsMissing(request.ExternalId), IsNoText(resource, "id") ? NoText : null),
            ("firstName", IsMissing(request.FirstName), OfName(
                resource, "given", name => IsNoArrayOf(JsonValueKind.String, name, "given") ? NoTexts : null)),
            ("lastName", IsMissing(request.LastName), OfName(
                resource, "family", name => IsNoText(name, "family") ? NoText : null)),
            ("birthDate", request.BirthDate is null, FhirBirthDate.Of(resource).Fault),
        ];
        foreach (var (field, isMissing, fault) in faults)
        {
            if (isMissing && fault is not null)
            {
                errors[field] = [fault];
            }
        }
    }

    private static bool IsMissing(string? value) => value is null or "";

    private static string? OfName(JsonElement resource, string part, Func<JsonElement, string?> faultOf)
    {
        if (IsNoArrayOf(JsonValueKind.Object, resource, "name"))
        {
            return NoNames;
        }

        var names = ObjectsOf(resource, "name").ToList();
        return names.Select(faultOf).FirstOrDefault(fault => fault is not null)
            ?? (names.Exists(name => TextOf(name, "text") is not null && !name.TryGetProperty(part, out _))
                ? OnlyText
                : null);
    }

    private static bool IsNoText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.String);

    private static bool IsNoArrayOf(JsonValueKind items, JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.Null => false,
            JsonValueKind.Array => value.GetArrayLength() > 0
                && !value.EnumerateArray().Any(item => item.ValueKind == items),
            _ => true,
        };
}
