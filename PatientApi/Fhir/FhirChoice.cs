using System.Text.Json;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Fhir;

/// <summary>
/// Which of several elements FHIR R4 means, by the same rules for every type that has a use: those in use now before others, those that say enough before those
/// that do not, then by rank (ContactPoint), by use, and by their order.
/// </summary>
/// <param name="isUsable">Whether an element says what is needed of it.</param>
/// <param name="current">The uses of elements that are in use, the preferred ones first; an absent or unknown use is <c>""</c>.</param>
/// <param name="preferred">A further preference among elements of one use.</param>
internal sealed class FhirChoice(Func<JsonElement, bool> isUsable, string[][] current, Func<JsonElement, bool>? preferred = null)
{
    /// <summary>The best element that is in use; null when there is none.</summary>
    /// <param name="elements">All elements.</param>
    /// <param name="now">The time to judge by.</param>
    public JsonElement? Current(IEnumerable<JsonElement> elements, DateTimeOffset now) => First(elements.Where(element => IsCurrent(element, now)));

    /// <summary>The best element that is in use, or else the best of the others; null when there is none at all.</summary>
    /// <param name="elements">All elements.</param>
    /// <param name="now">The time to judge by.</param>
    public JsonElement? CurrentOrFormer(IReadOnlyCollection<JsonElement> elements, DateTimeOffset now) =>
        Current(elements, now) ?? First(elements);

    private bool IsCurrent(JsonElement element, DateTimeOffset now) => OrderOf(element) < current.Length && FhirPeriod.Includes(element, now);

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

    // 1 is the most preferred; what has no rank comes after all that have one.
    private static int RankOf(JsonElement element) =>
        element.TryGetProperty("rank", out var rank) && rank.ValueKind == JsonValueKind.Number && rank.TryGetInt32(out var value) && value > 0 ? value : int.MaxValue;
}
