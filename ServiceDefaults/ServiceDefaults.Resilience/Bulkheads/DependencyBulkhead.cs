using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Threading.RateLimiting;
using Polly;
using ServiceDefaults.Bulkheads.Internal;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// The bulkheads of one dependency: a common one, and one for each configured criticality. Thread-safe.
/// </summary>
public sealed class DependencyBulkhead
{
    private readonly ConcurrentDictionary<string, Bulkhead> _all = new(StringComparer.OrdinalIgnoreCase);
    private volatile FrozenDictionary<string, Bulkhead> _byCriticality = FrozenDictionary<string, Bulkhead>.Empty;

    /// <summary>Creates empty bulkheads.</summary>
    /// <param name="options">The sizes; already validated.</param>
    public DependencyBulkhead(BulkheadOptions options)
    {
        Common = new(options);
        _all[string.Empty] = Common;
        Configure(options);
    }

    /// <summary>The bulkhead of all operations that have no separate bulkhead.</summary>
    public Bulkhead Common { get; }

    /// <summary>Operations that found all permits of their bulkhead in use since the process started.</summary>
    public long Saturations => _all.Sum(pair => pair.Value.Saturations);

    /// <summary>Reads the statistics of every bulkhead.</summary>
    /// <returns>The statistics by criticality in lower case; the empty key is <see cref="Common"/>.</returns>
    public IReadOnlyDictionary<string, BulkheadStatistics> GetStatistics() =>
        _all.ToDictionary(pair => pair.Key, pair => pair.Value.GetStatistics(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Applies changed sizes. Running operations keep their permits.</summary>
    /// <param name="options">The new sizes; already validated.</param>
    public void Configure(BulkheadOptions options)
    {
        Common.Resize(options);
        _byCriticality = options.Criticalities.ToFrozenDictionary(
            pair => pair.Key,
            pair => Resize(pair.Key.ToLowerInvariant(), pair.Value),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Acquires a permit of the operation's criticality, or waits for one.</summary>
    /// <param name="context">The operation.</param>
    /// <param name="watchStall">
    /// Called when a wait begins. Returns what to call if its caller reaches the soft timeout while no permit is
    /// returned.
    /// </param>
    internal ValueTask<RateLimitLease> AcquireAsync(ResilienceContext context, Func<Action?>? watchStall)
    {
        var bulkhead = Choose(context);
        var lease = bulkhead.AcquireAsync(context.CancellationToken);
        if (!lease.IsCompletedSuccessfully)
        {
            return WaitAsync(lease, StalledWait.Start(bulkhead, context, watchStall), context);
        }

        ((BulkheadLease)lease.Result).Attach(context);
        return lease;
    }

    private static async ValueTask<RateLimitLease> WaitAsync(
        ValueTask<RateLimitLease> waiting, StalledWait? stall, ResilienceContext context)
    {
        using var watched = stall;
        var lease = await waiting.ConfigureAwait(context.ContinueOnCapturedContext);
        ((BulkheadLease)lease).Attach(context);
        return lease;
    }

    private Bulkhead Resize(string criticality, BulkheadLimits limits)
    {
        var bulkhead = _all.GetOrAdd(criticality, static (_, size) => new(size), limits);
        bulkhead.Resize(limits);
        return bulkhead;
    }

    private Bulkhead Choose(ResilienceContext context) =>
        _byCriticality is { Count: > 0 } byCriticality && Criticality.Of(context) is { } criticality
            && byCriticality.TryGetValue(criticality, out var own) ? own : Common;
}
