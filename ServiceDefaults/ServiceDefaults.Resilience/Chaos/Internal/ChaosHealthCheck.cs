using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>Degraded while faults are injected: what the service does now is not what it does in earnest.</summary>
internal sealed class ChaosHealthCheck(IChaosController chaos) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var active = chaos.Active;
        return Task.FromResult(active.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"Faults are injected into {string.Join(", ", active.Select(injection => injection.Dependency))}."));
    }
}
