using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace PatientApi.Data;

/// <summary>Healthy only if Postgres responds within two seconds: a server that hangs counts as unavailable.</summary>
internal sealed class PostgresHealthCheck(PatientsConnection patients, TimeProvider clock)
    : IHealthCheck, IAsyncDisposable
{
    private const string Query = "SELECT 1";

    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _dataSource = patients.CreateProbeDataSource();

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await PingAsync(cancellationToken).WaitAsync(ResponseTimeout, clock, cancellationToken);
            return HealthCheckResult.Healthy("Postgres answers.");
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"Postgres did not answer within {ResponseTimeout.TotalSeconds} s.");
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(
                $"Postgres cannot be reached ({exception.SqlState ?? "no connection"}).");
        }
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    // WaitAsync, because a frozen server keeps the driver waiting long after its token was cancelled; the token still
    // ends the abandoned query in the end.
    private async Task PingAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(ResponseTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await using var command = _dataSource.CreateCommand(Query);
        await command.ExecuteScalarAsync(both.Token);
    }
}
