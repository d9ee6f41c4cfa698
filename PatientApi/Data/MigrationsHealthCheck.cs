using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PatientApi.Data;

/// <summary>Ready only when the schema fits this build; the description says what it is waiting for.</summary>
internal sealed class MigrationsHealthCheck(MigrationState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.IsDone ? HealthCheckResult.Healthy(state.Status) : HealthCheckResult.Unhealthy(state.Status));
}
