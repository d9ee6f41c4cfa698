using System.Collections.Concurrent;
using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// The section <c>reads</c> of the status: how often each operation was answered from each source, and how often it
/// failed, since the process started.
/// </summary>
internal sealed class ReadCounts : IStatusSection
{
    private const string Failed = "failed";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, long>> _counts =
        new(StringComparer.Ordinal);

    public string Name => "reads";

    public void Answered(string operation, string source) => Add(operation, source);

    public void DidFail(string operation) => Add(operation, Failed);

    public object Read() => _counts.ToDictionary(
        entry => entry.Key,
        entry => entry.Value.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        StringComparer.Ordinal);

    private void Add(string operation, string outcome) => _counts
        .GetOrAdd(operation, static _ => new(StringComparer.Ordinal))
        .AddOrUpdate(outcome, 1, static (_, count) => count + 1);
}
