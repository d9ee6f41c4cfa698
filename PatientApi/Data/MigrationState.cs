using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PatientApi.Data;

/// <summary>How far the migrations are. Not ready before they are done, and alive all the while.</summary>
internal sealed class MigrationState : IHealthCheck
{
    private volatile string? _missing = "The migrations have not begun.";

    public void Done() => _missing = null;

    /// <summary>Notes what is being waited for; true when that is news.</summary>
    public bool Waiting(string forWhat)
    {
        var news = !string.Equals(_missing, forWhat, StringComparison.Ordinal);
        _missing = forWhat;
        return news;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_missing is { } missing ? HealthCheckResult.Unhealthy(missing) : HealthCheckResult.Healthy());
}
