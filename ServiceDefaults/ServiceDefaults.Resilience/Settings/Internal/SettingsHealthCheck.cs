using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Degraded while the last change of the settings is rejected: the service works, but not with the settings in the
/// file.
/// </summary>
internal sealed class SettingsHealthCheck(SettingsReloads reloads) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var rejected = reloads.Rejected;
        return Task.FromResult(rejected.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"The last valid settings stay in force. {string.Join(" ", rejected.Values)}"));
    }
}
