using System.Text.Json;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Fhir;

/// <summary>
/// Selects one of several elements by the rules of FHIR R4, the same for every type with a use: current elements first,
/// then usable ones, then by rank (ContactPoint), by use, and by their order.
/// </summary>
/// <param name="isUsable">Whether an element contains the required data.</param>
/// <param name="current">Uses of current elements, preferred ones first; an absent or unknown use is <c>""</c>.</param>
/// <param name="preferred">Further preference among elements of the same use.</param>
internal sealed class FhirChoice(
    Func<JsonElement, bool> isUsable, string[][] current, Func<JsonElement, bool>? preferred = null)
{
    /// <summary>Returns the best current element; <see langword="null"/> if there is none.</summary>
    /// <param name="elements">All elements.</param>
    /// <param name="now">Time at which an element must be current.</param>
    public JsonElement? Current(IEnumerable<JsonElement> elements, DateTimeOffset now) => First(
        elements.Where(element => IsCurrent(element, now)));

    /// <summary>
    /// Returns the best current element, or else the best of the others; <see langword="null"/> if there are no
    /// elements.
    /// </summary>
    /// <param name="elements">All elements.</param>
    /// <param name="now">Time at which an element must be current.</param>
    public JsonElement? CurrentOrFormer(IReadOnlyCollection<JsonElement> elements, DateTimeOffset now) =>
        Current(elements, now) ?? First(elements);

    private bool IsCurrent(JsonElement element, DateTimeOffset now) => OrderOf(element) < current.Length
        && FhirPeriod.Includes(element, now);

    private JsonElement? First(IEnumerable<JsonElement> elements) => elements
        .OrderByDescending(isUsable)
        .ThenBy(RankOf)
        .ThenBy(OrderOf)
        .ThenByDescending(element => preferred?.Invoke(element) ?? true)
        .Select(element => (JsonElement?)element)
        .FirstOrDefault();

    private int OrderOf(JsonElement element)
    {
        var use = TextOf(element, "use") ?? "";
        if (!FhirUses.All.Contains(use))
        {
            use = "";
        }

        var order = Array.FindIndex(current, uses => uses.Contains(use, StringComparer.Ordinal));
        return order < 0 ? current.Length : order;
    }

    // 1 is the most preferred rank; elements without a rank come last.
    private static int RankOf(JsonElement element) =>
        element.TryGetProperty("rank", out var rank) && rank.ValueKind == JsonValueKind.Number
            && rank.TryGetInt32(out var value) && value > 0 ? value : int.MaxValue;
}
