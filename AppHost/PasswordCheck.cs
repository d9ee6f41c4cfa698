using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AppHost;

/// <summary>
/// Ends the AppHost if Postgres rejects the password. Existing data keeps the password it was created with, so Postgres
/// would reject any other one for ever, and the services would wait as long.
/// </summary>
internal sealed class PasswordCheck(
    IServiceProvider services, IResourceWithConnectionString postgres, Func<string> advice) : IHealthCheck
{
    private volatile bool _isAccepted;
    private int _refusals;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // One success is enough: another check tests whether the server still responds.
        if (_isAccepted)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            await ConnectAsync(cancellationToken);
            _isAccepted = true;
            return HealthCheckResult.Healthy();
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            // Two checks at the same time must not print two lines.
            if (Interlocked.Increment(ref _refusals) == 1)
            {
                StartFailure.Stop(services, advice());
            }

            return HealthCheckResult.Unhealthy(advice(), refusal);
        }
        catch (NpgsqlException failure)
        {
            return HealthCheckResult.Unhealthy("Postgres has not answered yet.", failure);
        }
    }

    // Connects to the server's default database, because the requested one may not exist yet.
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(await postgres.GetConnectionStringAsync(cancellationToken))
        {
            Database = "postgres",
            Pooling = false
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
    }
}

/// <summary>Adds the password check.</summary>
internal static class PasswordCheckExtensions
{
    /// <summary>
    /// Ends the AppHost with a one-line error if the server rejects the password of its connection string.
    /// </summary>
    /// <param name="server">The Postgres server.</param>
    /// <param name="advice">The error line. It says where the data is and what to do.</param>
    public static IResourceBuilder<T> WithPasswordCheck<T>(this IResourceBuilder<T> server, Func<string> advice)
        where T : IResourceWithConnectionString
    {
        var key = $"{server.Resource.Name}_password";
        server.ApplicationBuilder.Services.AddKeyedSingleton(
            key, (services, _) => new PasswordCheck(services, server.Resource, advice));
        server.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => services.GetRequiredKeyedService<PasswordCheck>(key), failureStatus: null, tags: null));
        return server.WithHealthCheck(key);
    }
}
