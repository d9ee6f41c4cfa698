using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Redis.Internal;

namespace ServiceDefaults.Redis;

/// <summary>Redis, which is never load-bearing: without it things are slower or forgotten sooner, and nobody gets an error.</summary>
public static class RedisExtensions
{
    /// <summary>
    /// Adds <see cref="IRedisClient"/> with the pipeline <c>redis</c> and a health check that is degraded, never unhealthy, while Redis is away. A host
    /// without the connection string <c>redis</c> starts all the same, and works without.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The connection string cannot be read.</exception>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.TryAddSingleton(RedisSettings.Read(builder.Configuration.GetConnectionString(IRedisClient.Name), builder.Environment.ApplicationName));
        if (services.Any(service => service.ServiceType == typeof(RedisConnection)))
        {
            return builder;
        }

        builder.AddErrorClassificationProvider<RedisErrors>();
        builder.AddDependencyPipeline(IRedisClient.Name, DependencyKind.Cache);
        // Spans name the command, never a key or a value. What runs in the background all the time, such as a queue that is polled, is no trace of its own.
        services.AddOpenTelemetry().WithTracing(tracing => tracing.AddRedisInstrumentation(options => options.Filter = command => command.ParentActivity is not null));
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<IRedisClient>(provider => provider.GetRequiredService<RedisConnection>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        services.AddHealthChecks().AddCheck<RedisHealthCheck>(IRedisClient.Name, HealthStatus.Degraded);
        return builder;
    }
}
