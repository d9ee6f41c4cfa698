using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly.CircuitBreaker;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Redis.Internal;

/// <summary>Asks nobody: the connection and the circuit know, and a check that waits for a server that is away would make health slow.</summary>
internal sealed class RedisHealthCheck(IRedisClient redis, DependencyStateRegistry states) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !redis.IsConfigured ? HealthCheckResult.Healthy("There is no Redis to be used.")
        : !redis.IsConnected ? HealthCheckResult.Degraded("Redis is away.")
        : states.TryGet(IRedisClient.Name, out var state) && state.CircuitBreaker.State != CircuitState.Closed
            ? HealthCheckResult.Degraded("Redis does not answer in time.")
        : HealthCheckResult.Healthy());
}
