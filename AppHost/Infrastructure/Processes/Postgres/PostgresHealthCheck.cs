using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>Ready means it answers. The database itself is made by the service that owns it, so the question goes to the server's own.</summary>
internal sealed class PostgresHealthCheck(PostgresProcessResource server) : IHealthCheck
{
    private const int TimeoutSeconds = 2;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Unpooled: a connection kept here would be one more client to wait for when the server stops.
            var settings = new NpgsqlConnectionStringBuilder(await server.ConnectionStringExpression.GetValueAsync(cancellationToken))
            {
                Database = "postgres",
                Pooling = false,
                Timeout = TimeoutSeconds,
                CommandTimeout = TimeoutSeconds,
            };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("Postgres does not answer.", failure);
        }
    }
}
