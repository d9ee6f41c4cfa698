using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Bulkheads.Internal;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Bulkheads;

/// <summary>Puts a dependency's bulkheads into a pipeline.</summary>
public static class BulkheadPipelineBuilderExtensions
{
    /// <summary>
    /// Adds the bulkheads of a dependency, which outlive the pipeline: after a reload the same operations are inside. Nothing is added where
    /// the options say so. A rejection is a <see cref="RateLimiterRejectedException"/> of the strategy <see cref="StrategyNames.Bulkhead"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">The sizes; validated before.</param>
    /// <param name="services">The host's services, with <see cref="BulkheadsExtensions.AddBulkheads"/>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyBulkhead<TBuilder>(this TBuilder builder, string name, BulkheadOptions options, IServiceProvider services)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        if (!options.Enabled)
        {
            return builder;
        }

        var bulkheads = services.GetRequiredService<BulkheadRegistry>().Configure(name, options);
        return builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            Name = StrategyNames.Bulkhead,
            RateLimiter = operation => bulkheads.AcquireAsync(operation.Context),
        });
    }
}
