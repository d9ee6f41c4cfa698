using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PatientGateway.Audit;

/// <summary>Degraded while entries are in memory only for want of a file, and so are lost with the process.</summary>
internal sealed class AuditHealthCheck(AuditTrail trail) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        trail.HasFile ? HealthCheckResult.Healthy()
        : trail.IsAvailable ? HealthCheckResult.Degraded("Audit entries have no file; the API takes them directly.")
        : HealthCheckResult.Degraded("Neither file nor API takes audit entries."));
}
