using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Fhir;

/// <summary>
/// Reads elements of a FHIR resource. An element whose JSON type differs from FHIR's counts as absent.
/// </summary>
internal static class FhirElements
{
    /// <summary>Returns the string with this name, or <see langword="null"/>.</summary>
    public static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>
    /// Returns the string with this name without surrounding white space and invisible characters;
    /// <see langword="null"/> if it is empty then.
    /// </summary>
    public static string? VisibleTextOf(JsonElement element, string name) =>
        TextOf(element, name) is { } text ? Visible(text) : null;

    /// <summary>Returns the strings in the array with this name, trimmed, without empty ones.</summary>
    public static IEnumerable<string> VisibleTextsOf(JsonElement element, string name) =>
        TextsOf(element, name).Select(Visible).OfType<string>();

    /// <summary>Returns the object with this name, or <see langword="null"/>.</summary>
    public static JsonElement? ObjectOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>Returns the objects in the array with this name.</summary>
    public static IEnumerable<JsonElement> ObjectsOf(JsonElement element, string name) =>
        ItemsOf(element, name).Where(item => item.ValueKind == JsonValueKind.Object);

    /// <summary>Returns the strings in the array with this name.</summary>
    public static IEnumerable<string> TextsOf(JsonElement element, string name) =>
        ItemsOf(element, name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>Returns the first element that meets a condition, or <see langword="null"/>.</summary>
    public static JsonElement? Find(IEnumerable<JsonElement> elements, Func<JsonElement, bool> condition) =>
        elements.Where(condition).Select(element => (JsonElement?)element).FirstOrDefault();

    /// <summary>
    /// Returns the text of a CodeableConcept, else the display or code of its first coding that has one.
    /// </summary>
    public static string? ConceptOf(JsonElement? concept) => concept is not { } found ? null
        : TextOf(found, "text") ?? ObjectsOf(found, "coding").Select(coding =>
            TextOf(coding, "display") ?? TextOf(coding, "code")).FirstOrDefault(text => text is not null);

    private static JsonElement.ArrayEnumerator ItemsOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static string? Visible(string text) =>
        PatientText.Normalize(text) is { Length: > 0 } visible ? visible : null;
}
