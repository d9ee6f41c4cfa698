using System.Collections.Frozen;
using System.Threading.RateLimiting;
using Polly;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>Chooses among the bulkheads of one dependency.</summary>
internal sealed class DependencyBulkheads(Bulkhead common, FrozenDictionary<string, Bulkhead> byCriticality)
{
    public ValueTask<RateLimitLease> AcquireAsync(ResilienceContext context)
    {
        var lease = Choose(context).AcquireAsync(context.CancellationToken);
        if (!lease.IsCompletedSuccessfully)
        {
            return WaitAsync(lease, context);
        }

        ((BulkheadLease)lease.Result).Attach(context);
        return lease;
    }

    private static async ValueTask<RateLimitLease> WaitAsync(ValueTask<RateLimitLease> waiting, ResilienceContext context)
    {
        var lease = await waiting.ConfigureAwait(context.ContinueOnCapturedContext);
        ((BulkheadLease)lease).Attach(context);
        return lease;
    }

    private Bulkhead Choose(ResilienceContext context) =>
        byCriticality.Count > 0 && Criticality.Of(context) is { } criticality && byCriticality.TryGetValue(criticality, out var own) ? own : common;
}
