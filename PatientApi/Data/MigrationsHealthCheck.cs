using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PatientApi.Data;

/// <summary>
/// Healthy only if the schema fits this build; otherwise the description says what the instance is waiting for.
/// </summary>
internal sealed class MigrationsHealthCheck(MigrationState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            state.IsDone ? HealthCheckResult.Healthy(state.Status) : HealthCheckResult.Unhealthy(state.Status));
}
