using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>Degraded while Redis is unavailable, so that each replica allows its share of the limits.</summary>
internal sealed class InboundLimitsHealthCheck(SharedLimiter shared, IOptionsMonitor<InboundLimitsOptions> options)
    : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var share = $"This process allows 1/{options.CurrentValue.Replicas} of each limit";
        return Task.FromResult(
            !options.CurrentValue.Enabled ? HealthCheckResult.Healthy("Inbound limits are switched off.")
            : !shared.IsConfigured ? HealthCheckResult.Healthy($"{share}; Redis is not configured.")
            : shared.IsDegraded ? HealthCheckResult.Degraded($"{share} while Redis is unavailable.")
            : HealthCheckResult.Healthy());
    }
}
