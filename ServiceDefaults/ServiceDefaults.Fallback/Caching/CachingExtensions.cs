using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Redis;
using ServiceDefaults.Settings;
using ServiceDefaults.Switches;

namespace ServiceDefaults.Caching;

/// <summary>Adds the cache of last known responses, which are kept for outages of the primary source.</summary>
public static class CachingExtensions
{
    /// <summary>
    /// Adds <see cref="IFallbackCache"/>: memory, and Redis where there is a connection string <c>redis</c>. In Redis
    /// all data is encrypted, and all names are keyed hashes.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> first.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddCaching<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddRedis();
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(IFallbackCache)))
        {
            return builder;
        }

        services.AddValidatedOptions<CachingOptions>(CachingOptions.Section);
        services.RequireSharedSecrets();
        services.AddSingleton<CacheInstruments>();
        services.AddSingleton<LocalCache>();
        services.AddSingleton<RedisCacheEntries>();
        services.AddSingleton<InvalidationStore>();
        services.AddHostedService(provider => provider.GetRequiredService<InvalidationStore>());
        services.AddSingleton<CacheWriteQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<CacheWriteQueue>());
        services.AddSingleton<IFallbackCache, FallbackCache>();
        services.AddSingleton<IResilienceSwitch, ClearCache>();
        services.TryAddSingleton(TimeProvider.System);
        return builder;
    }
}
