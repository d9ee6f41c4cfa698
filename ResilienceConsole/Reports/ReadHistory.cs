using System.Text.Json;
using ServiceDefaults.Monitoring;

namespace ResilienceConsole.Reports;

/// <summary>
/// How many reads were answered from each source in each of the last seconds, over all processes: the differences of
/// the counts that they report. Thread-safe.
/// </summary>
internal sealed class ReadHistory(TimeProvider timeProvider)
{
    /// <summary>The number of seconds that are kept.</summary>
    public const int Length = 120;

    /// <summary>The outcomes of a read, from best to worst.</summary>
    public static readonly IReadOnlyList<string> Sources = ["primary", "fallback", "cache", "default", "failed"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long[]> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long[]> _seconds = [];

    /// <summary>Adds what a process has counted since its last report.</summary>
    public void Record(string process, ResilienceStatus status)
    {
        if (!status.Sections.TryGetValue("reads", out var section)
            || section is not JsonElement { ValueKind: JsonValueKind.Object } reads)
        {
            return;
        }

        var totals = Sources.Select(source => Total(reads, source)).ToArray();
        lock (_lock)
        {
            // The first report says how many there were before; they belong to no second.
            if (_last.TryGetValue(process, out var before))
            {
                Add(Second(timeProvider.GetUtcNow()), totals, before);
            }

            _last[process] = totals;
        }
    }

    public void Forget(string process)
    {
        lock (_lock)
        {
            _last.Remove(process);
        }
    }

    /// <summary>Returns the last seconds, oldest first, each with the counts of <see cref="Sources"/>.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Read()
    {
        lock (_lock)
        {
            // The current second is not over yet.
            var end = Second(timeProvider.GetUtcNow());
            return
            [
                .. Enumerable.Range(0, Length).Select(index =>
                    _seconds.GetValueOrDefault(end - Length + index) ?? new long[Sources.Count])
            ];
        }
    }

    private static long Second(DateTimeOffset time) => time.ToUnixTimeSeconds();

    private static long Total(JsonElement reads, string source) => reads.EnumerateObject().Sum(
        operation => operation.Value.ValueKind == JsonValueKind.Object
            && operation.Value.TryGetProperty(source, out var count)
            && count.TryGetInt64(out var number) ? number : 0);

    private void Add(long second, long[] totals, long[] before)
    {
        foreach (var old in _seconds.Keys.Where(known => known < second - Length).ToList())
        {
            _seconds.Remove(old);
        }

        if (!_seconds.TryGetValue(second, out var counts))
        {
            _seconds[second] = counts = new long[Sources.Count];
        }

        for (var source = 0; source < counts.Length; source++)
        {
            // A process that was restarted under the same name counts from zero.
            counts[source] += Math.Max(0, totals[source] - before[source]);
        }
    }
}
