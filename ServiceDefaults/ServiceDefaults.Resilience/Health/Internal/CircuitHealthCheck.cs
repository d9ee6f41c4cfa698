using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly.CircuitBreaker;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Health.Internal;

/// <summary>Reads the state of a circuit breaker, which the health probe of the dependency can open, too.</summary>
internal sealed class CircuitHealthCheck(string dependency, DependencyStateRegistry states) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        states.TryGet(dependency, out var state) && state.CircuitBreaker.State != CircuitState.Closed
            ? HealthCheckResult.Degraded("The circuit breaker is not closed.")
            : HealthCheckResult.Healthy());
}
