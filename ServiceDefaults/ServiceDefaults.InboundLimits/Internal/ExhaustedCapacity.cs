using Microsoft.AspNetCore.Http;
using Polly.CircuitBreaker;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// Decides whether a response is an error that exhausted capacity explains: an error of this service (500) or a timeout
/// (504), while an operation found all permits of a dependency in use. Not counted are refusals (429, and 503 of a
/// bulkhead, a limiter or load shedding) and a dependency that is down (502, 503, and any dependency whose circuit
/// breaker is not closed): fewer requests would not help it, and its callers would be limited for its failure.
/// </summary>
internal sealed class ExhaustedCapacity(DependencyStateRegistry dependencies)
{
    /// <summary>Reads how often operations found no permit so far.</summary>
    /// <param name="hasPolicy">
    /// Whether the route has a policy. Its operations may use any bulkhead; those of other routes use the common one,
    /// which a batch does not fill.
    /// </param>
    public long[] Begin(bool hasPolicy) => [.. dependencies.All.Select(state => SaturationsOf(state, hasPolicy))];

    /// <summary>Decides when the response has ended.</summary>
    /// <param name="before">What <see cref="Begin"/> returned when the request began.</param>
    /// <param name="hasPolicy">Whether the route has a policy.</param>
    /// <param name="status">The status of the response.</param>
    public bool Explains(long[] before, bool hasPolicy, int status)
    {
        if (status is not (StatusCodes.Status500InternalServerError or StatusCodes.Status504GatewayTimeout))
        {
            return false;
        }

        var all = dependencies.All;
        return before.Length == all.Count && all.Zip(before).Any(pair =>
            SaturationsOf(pair.First, hasPolicy) > pair.Second
            && pair.First.CircuitBreaker.State == CircuitState.Closed);
    }

    private static long SaturationsOf(DependencyState state, bool hasPolicy) => state.Bulkhead switch
    {
        null => 0,
        var bulkhead => hasPolicy ? bulkhead.Saturations : bulkhead.Common.Saturations,
    };
}
