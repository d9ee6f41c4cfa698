using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Healthy only if Postgres answers a query. The settings <c>Health</c> limit how long it may take: a server that hangs
/// counts as unavailable.
/// </summary>
internal sealed class PostgresHealthCheck(PatientsConnection patients) : IHealthCheck, IAsyncDisposable
{
    private const string Query = "SELECT 1";

    private readonly NpgsqlDataSource _dataSource = patients.CreateProbeDataSource();

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = _dataSource.CreateCommand(Query);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy("Postgres answers.");
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(
                $"Postgres cannot be reached ({exception.SqlState ?? "no connection"}).");
        }
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();
}
