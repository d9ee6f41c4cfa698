using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers.Redis;

/// <summary>A server program for the Redis protocol, and its configuration.</summary>
internal interface IRedisProgram
{
    /// <summary>Kind of data that the program writes, which is also the name of its data folder.</summary>
    string DataDirectoryName { get; }

    Task FetchAsync(ILogger logger, CancellationToken cancellationToken);

    IEnumerable<string> CommandLine(string configurationFile);

    string Configuration(int port, string password, string dataDirectory);
}

/// <summary>
/// Chooses redis-server or valkey-server if installed, otherwise Garnet. <c>Redis:Server</c> is a program, or
/// <c>garnet</c>.
/// </summary>
internal static class RedisProgram
{
    private const string Setting = "Redis:Server";

    public static IRedisProgram Choose(IDistributedApplicationBuilder builder, ServerUser user, string folder) =>
        builder.Configuration[Setting] switch
        {
            null => ChooseByData(builder, user, folder),
            GarnetTool.DataKind => new GarnetTool(builder, user),
            var configured when user.CanReach(Path.GetFullPath(configured))
                && File.Exists(configured) => new InstalledRedis(Path.GetFullPath(configured)),
            var configured => throw new DistributedApplicationException($"{Setting} is '{configured}', which is no "
                + $"program{(user.Name is null ? "" : $" that the user '{user.Name}' can run")}: give the full path "
                + "of redis-server or valkey-server, or say 'garnet'."),
        };

    // Neither program reads the data of the other: installing or removing one must not make existing data seem lost.
    private static IRedisProgram ChooseByData(IDistributedApplicationBuilder builder, ServerUser user, string folder)
    {
        if (Directory.Exists(Path.Combine(folder, GarnetTool.DataKind)))
        {
            return new GarnetTool(builder, user);
        }

        var installed = SearchPath.Folders(builder.Configuration)
            .SelectMany(entry => new[] { Path.Combine(entry, "redis-server"), Path.Combine(entry, "valkey-server") })
            .FirstOrDefault(File.Exists);
        if (installed is not null && user.CanReach(installed))
        {
            return new InstalledRedis(installed);
        }

        var existing = Path.Combine(folder, InstalledRedis.DataKind);
        return Directory.Exists(existing)
            ? throw new DistributedApplicationException($"The data in '{existing}' was written by redis-server or "
                + $"valkey-server, and neither is installed now: install it, set {Setting} to its path, or move the "
                + "data away to start anew with Garnet.")
            : new GarnetTool(builder, user);
    }
}

/// <summary>
/// Redis or Valkey. With <c>appendfsync always</c> a write is on disk before it is acknowledged, so it survives a crash
/// of the server and of the machine. With <c>everysec</c> it might not even survive a crash of the server, because
/// acknowledgements do not wait for a slow disk.
/// </summary>
internal sealed class InstalledRedis(string program) : IRedisProgram
{
    public const string DataKind = "redis";

    public string DataDirectoryName => DataKind;

    public Task FetchAsync(ILogger logger, CancellationToken cancellationToken) => Task.CompletedTask;

    public IEnumerable<string> CommandLine(string configurationFile) => [program, configurationFile];

    public string Configuration(int port, string password, string dataDirectory) => $"""
        bind 127.0.0.1
        port {port}
        requirepass {password}
        dir "{dataDirectory}"
        appendonly yes
        appendfsync always
        maxmemory-policy noeviction

        """;
}
