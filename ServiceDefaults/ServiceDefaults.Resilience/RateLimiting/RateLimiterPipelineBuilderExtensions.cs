using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Errors;

namespace ServiceDefaults.RateLimiting;

/// <summary>Puts a dependency's rate limiter into a pipeline.</summary>
public static class RateLimiterPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a rate limiter, which outlives the pipeline: a reload gives no new permits. A rejection is a
    /// <see cref="RateLimiterRejectedException"/> of the strategy <see cref="StrategyNames.RateLimiter"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="limiter">The rate limiter.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyRateLimiter<TBuilder>(this TBuilder builder, DependencyRateLimiter limiter)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            Name = StrategyNames.RateLimiter,
            RateLimiter = operation => limiter.AcquireAsync(operation.Context.CancellationToken),
        });
}
