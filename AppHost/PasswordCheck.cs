using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AppHost;

/// <summary>
/// Ends the AppHost where Postgres refuses the password. Data keeps the password that it was created with, so Postgres would refuse every other one for ever,
/// and the services would wait as long.
/// </summary>
internal sealed class PasswordCheck(IServiceProvider services, IResourceWithConnectionString postgres, Func<string> advice) : IHealthCheck
{
    private volatile bool _isAccepted;
    private int _refusals;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Accepted once is enough: whether the server goes on answering is the question of another check.
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

    // To the server's own database: the one that is asked for may not exist yet.
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(await postgres.GetConnectionStringAsync(cancellationToken)) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
    }
}

/// <summary>Adds the check.</summary>
internal static class PasswordCheckExtensions
{
    /// <summary>Ends the AppHost with one line where the server refuses the password of its connection string.</summary>
    /// <param name="server">The Postgres server.</param>
    /// <param name="advice">The line. It names the data, and says what to do.</param>
    public static IResourceBuilder<T> WithPasswordCheck<T>(this IResourceBuilder<T> server, Func<string> advice) where T : IResourceWithConnectionString
    {
        var key = $"{server.Resource.Name}_password";
        server.ApplicationBuilder.Services.AddKeyedSingleton(key, (services, _) => new PasswordCheck(services, server.Resource, advice));
        server.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => services.GetRequiredKeyedService<PasswordCheck>(key), failureStatus: null, tags: null));
        return server.WithHealthCheck(key);
    }
}
