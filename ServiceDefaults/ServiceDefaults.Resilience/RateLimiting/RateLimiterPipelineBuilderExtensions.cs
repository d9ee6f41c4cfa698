using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Errors;
using ServiceDefaults.RateLimiting.Internal;

namespace ServiceDefaults.RateLimiting;

/// <summary>Puts a dependency's rate limiter into a pipeline.</summary>
public static class RateLimiterPipelineBuilderExtensions
{
    /// <summary>
    /// Adds the limiter of a dependency, which outlives the pipeline: a reload gives no new permits. Nothing is added where the options
    /// say so. A rejection is a <see cref="RateLimiterRejectedException"/> of the strategy <see cref="StrategyNames.RateLimiter"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">The numbers; validated before.</param>
    /// <param name="services">The host's services, with <see cref="RateLimitingExtensions.AddRateLimiting"/>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyRateLimiter<TBuilder>(this TBuilder builder, string name, RateLimitOptions options, IServiceProvider services)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        if (!options.Enabled)
        {
            return builder;
        }

        var limiter = services.GetRequiredService<RateLimiterRegistry>().Configure(name, options);
        return builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            Name = StrategyNames.RateLimiter,
            RateLimiter = operation => limiter.AcquireAsync(operation.Context.CancellationToken),
        });
    }
}
