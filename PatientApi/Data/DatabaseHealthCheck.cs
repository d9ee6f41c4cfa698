using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using OpenTelemetry;

namespace PatientApi.Data;

/// <summary>Whether Postgres answers this instance. It is essential: without it there is nothing to serve.</summary>
internal sealed class DatabaseHealthCheck(DatabaseLocation location) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        // A probe every few seconds is no trace anyone looks for.
        using var untraced = SuppressInstrumentationScope.Begin();
        try
        {
            await using var connection = location.ToDatabase();
            await connection.OpenAsync(deadline.Token);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(deadline.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is DbException or TimeoutException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("Postgres does not answer.", failure);
        }
    }
}
