using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly.CircuitBreaker;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Redis.Internal;

/// <summary>
/// Reads the state of the connection and of the circuit breaker. A check that waited for an unavailable server would
/// make the health endpoint slow.
/// </summary>
internal sealed class RedisHealthCheck(IRedisClient redis, DependencyStateRegistry states) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !redis.IsConfigured ? HealthCheckResult.Healthy("Redis is not configured, so this process does without it.")
        : !redis.IsConnected ? HealthCheckResult.Degraded("Redis is unavailable.")
        : states.TryGet(IRedisClient.Name, out var state) && state.CircuitBreaker.State != CircuitState.Closed
            ? HealthCheckResult.Degraded("Redis does not answer in time.")
        : HealthCheckResult.Healthy());
}
