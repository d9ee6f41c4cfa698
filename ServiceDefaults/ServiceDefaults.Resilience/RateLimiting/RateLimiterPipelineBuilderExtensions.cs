using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Bulkheads;
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
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            Name = StrategyNames.RateLimiter,
            RateLimiter = operation => Criticality.IsSheddable(Criticality.Of(operation.Context))
                ? limiter.AcquireUnreservedAsync(operation.Context.CancellationToken)
                : limiter.AcquireAsync(operation.Context.CancellationToken),
        });
}
