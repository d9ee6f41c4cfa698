using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Bulkheads;

/// <summary>Puts a dependency's bulkheads into a pipeline.</summary>
public static class BulkheadPipelineBuilderExtensions
{
    /// <summary>
    /// Adds bulkheads, which outlive the pipeline: after a reload the same operations are inside. A rejection is a
    /// <see cref="RateLimiterRejectedException"/> of the strategy <see cref="StrategyNames.Bulkhead"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="bulkhead">The bulkheads.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyBulkhead<TBuilder>(this TBuilder builder, DependencyBulkhead bulkhead)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            Name = StrategyNames.Bulkhead,
            RateLimiter = operation => bulkhead.AcquireAsync(operation.Context),
        });
}
