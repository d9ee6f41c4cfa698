using AppHost.LocalServers.Redis;
using Faults;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.LocalServers;

/// <summary>Adds Redis without a container.</summary>
internal static class LocalRedisExtensions
{
    /// <summary>
    /// Adds a server for the Redis protocol as a process: redis-server or valkey-server if installed, otherwise Garnet.
    /// It evicts nothing and keeps what it has acknowledged. Its connection properties are those of
    /// <c>AddRedis(name)</c>.
    /// </summary>
    public static IResourceBuilder<LocalRedisResource> AddLocalRedis(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> password)
    {
        var (data, user) = builder.GetLocalServers();
        var folder = data.Of(name);
        var program = RedisProgram.Choose(builder, user, folder);
        var configurationFile = Path.Combine(folder, "server.conf");
        var dataDirectory = Path.Combine(folder, program.DataDirectoryName);
        var commandLine = program.CommandLine(configurationFile).ToArray();
        var (command, arguments) = user.Run(commandLine[0], commandLine[1..]);
        var resource = new LocalRedisResource(name, password.Resource, command, folder);
        return builder.AddLocalServer(resource, async (logger, cancellationToken) =>
            {
                await program.FetchAsync(logger, cancellationToken);
                Directory.CreateDirectory(dataDirectory);

                // Restricts the folder before the password is written to it, and afterwards gives the new file to the
                // server's user.
                user.Own(folder);
                var secret = (await password.Resource.GetValueAsync(cancellationToken))!;
                await File.WriteAllTextAsync(
                    configurationFile,
                    program.Configuration(resource.Endpoint.Port, secret, dataDirectory),
                    cancellationToken);
                user.Own(folder);
            })
            .WithArgs([.. arguments])
            .WithServerHealthCheck((checks, connectionString, key) => checks.AddRedis(connectionString, name: key))
            .WithFreezing()
            .WithIconName("DatabaseLightning");
    }
}
