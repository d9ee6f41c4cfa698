using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using ServiceDefaults.Chaos;
using ServiceDefaults.Errors;
using ServiceDefaults.Health;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Redis.Internal;

namespace ServiceDefaults.Redis;

/// <summary>
/// Adds Redis, which is never essential: without it responses are slower and cached data is lost sooner, but no request
/// fails.
/// </summary>
public static class RedisExtensions
{
    /// <summary>
    /// Adds <see cref="IRedisClient"/> with the pipeline <c>redis</c>, and a health check that is degraded, never
    /// unhealthy, while Redis is unavailable. A host without the connection string <c>redis</c> starts too, and runs
    /// without Redis.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">
    /// The connection string cannot be read, or does not verify the server outside development.
    /// </exception>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        var settings = RedisSettings.Read(
            builder.Configuration.GetConnectionString(IRedisClient.Name), builder.Environment.ApplicationName);
        settings.Verify(builder.Configuration, builder.Environment);
        services.TryAddSingleton(settings);
        if (services.Any(service => service.ServiceType == typeof(RedisConnection)))
        {
            return builder;
        }

        builder.AddErrorClassificationProvider<RedisErrors>();
        builder.AddDependencyPipeline(IRedisClient.Name, DependencyKind.Cache);
        // Spans hold the name of the command, never a key or a value. Background work, such as polling a queue, starts
        // no trace of its own.
        services.AddOpenTelemetry().WithTracing(tracing =>
            tracing.AddRedisInstrumentation(options => options.Filter = command => command.ParentActivity is not null));
        services.AddSingleton<IChaosExceptionFactory>(new RedisChaosExceptions(IRedisClient.Name));
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<IRedisClient>(provider => provider.GetRequiredService<RedisConnection>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        services.AddHealthChecks().AddCheck<RedisHealthCheck>(IRedisClient.Name, DependencyImportance.Degradable);
        return builder;
    }
}
