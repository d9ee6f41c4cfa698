using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Bulkheads.Internal;
using ServiceDefaults.Errors;

namespace ServiceDefaults.RateLimiting;

/// <summary>Adds a dependency's rate limiter to a pipeline.</summary>
public static class RateLimiterPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a rate limiter, which keeps its state when the pipeline is reloaded: a reload grants no new permits. A
    /// rejection is a <see cref="RateLimiterRejectedException"/> from the strategy
    /// <see cref="StrategyNames.RateLimiter"/>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="limiter">The rate limiter.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyRateLimiter<TBuilder>(this TBuilder builder, DependencyRateLimiter limiter)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddPermits(
            StrategyNames.RateLimiter,
            context => Criticality.IsSheddable(Criticality.Of(context))
                ? limiter.AcquireUnreservedAsync(context.CancellationToken)
                : limiter.AcquireAsync(context.CancellationToken));
}
