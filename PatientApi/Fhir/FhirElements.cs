using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Fhir;

/// <summary>Finds the way about a FHIR resource. An element of another type than FHIR's counts as absent.</summary>
internal static class FhirElements
{
    /// <summary>The string of this name, or null.</summary>
    public static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The string of this name without white space and invisible characters around it; null where nothing is left.</summary>
    public static string? VisibleTextOf(JsonElement element, string name) => TextOf(element, name) is { } text ? Visible(text) : null;

    /// <summary>The strings in the array of this name, trimmed; those of which nothing is left are left out.</summary>
    public static IEnumerable<string> VisibleTextsOf(JsonElement element, string name) => TextsOf(element, name).Select(Visible).OfType<string>();

    /// <summary>The object of this name, or null.</summary>
    public static JsonElement? ObjectOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The objects in the array of this name.</summary>
    public static IEnumerable<JsonElement> ObjectsOf(JsonElement element, string name) =>
        ItemsOf(element, name).Where(item => item.ValueKind == JsonValueKind.Object);

    /// <summary>The strings in the array of this name.</summary>
    public static IEnumerable<string> TextsOf(JsonElement element, string name) =>
        ItemsOf(element, name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>The first that meets a condition, or null.</summary>
    public static JsonElement? Find(IEnumerable<JsonElement> elements, Func<JsonElement, bool> condition) =>
        elements.Where(condition).Select(element => (JsonElement?)element).FirstOrDefault();

    /// <summary>What a CodeableConcept says: its text, else the display of its first coding, else the code.</summary>
    public static string? ConceptOf(JsonElement? concept) => concept is not { } found ? null
        : TextOf(found, "text") ?? ObjectsOf(found, "coding").Select(coding => TextOf(coding, "display") ?? TextOf(coding, "code")).FirstOrDefault(text => text is not null);

    private static JsonElement.ArrayEnumerator ItemsOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static string? Visible(string text) => PatientText.Trim(text) is { Length: > 0 } trimmed ? trimmed : null;
}
