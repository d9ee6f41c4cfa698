using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.RateLimiting.Internal;

namespace ServiceDefaults.RateLimiting;

/// <summary>What the limiting of outgoing calls needs from the host.</summary>
public static class RateLimitingExtensions
{
    /// <summary>Adds <see cref="IRateLimiters"/>, which outlive every pipeline.</summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddRateLimiting<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<RateLimiterRegistry>();
        builder.Services.TryAddSingleton<IRateLimiters>(services => services.GetRequiredService<RateLimiterRegistry>());
        return builder;
    }
}
