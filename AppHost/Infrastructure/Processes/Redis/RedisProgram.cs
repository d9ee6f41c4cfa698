using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Redis;

/// <summary>A program that speaks the Redis protocol, and the configuration it understands.</summary>
internal interface IRedisProgram
{
    Task FetchAsync(ILogger logger, CancellationToken cancellationToken);

    IEnumerable<string> CommandLine(string configurationFile);

    string Configuration(int port, string password, string dataDirectory);
}

/// <summary>Chooses redis-server or valkey-server where installed, and Garnet otherwise. <c>Redis:Server</c> names a program, or says <c>garnet</c>.</summary>
internal static class RedisProgram
{
    private const string Setting = "Redis:Server";
    private const string Garnet = "garnet";

    public static IRedisProgram Choose(IDistributedApplicationBuilder builder, ServerUser user)
    {
        var asked = builder.Configuration[Setting];
        if (asked is not null && asked != Garnet)
        {
            return File.Exists(asked) && user.CanReach(asked)
                ? new InstalledRedis(asked)
                : throw new DistributedApplicationException($"{Setting} is '{asked}', which is no program{(user.Name is null ? "" : $" that the user '{user.Name}' can reach")}: give the full path of redis-server or valkey-server, or say 'garnet'.");
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = path.SelectMany(folder => new[] { Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server") }).FirstOrDefault(File.Exists);
        return asked is null && installed is not null && user.CanReach(installed) ? new InstalledRedis(installed) : new GarnetTool(builder, user);
    }
}

/// <summary>
/// Redis or Valkey. With <c>appendfsync everysec</c> a write is handed to the operating system before it is acknowledged, so it
/// survives the death of the server; the death of the whole machine can cost the last second.
/// </summary>
internal sealed class InstalledRedis(string program) : IRedisProgram
{
    public Task FetchAsync(ILogger logger, CancellationToken cancellationToken) => Task.CompletedTask;

    public IEnumerable<string> CommandLine(string configurationFile) => [program, configurationFile];

    public string Configuration(int port, string password, string dataDirectory) => $"""
        bind 127.0.0.1
        port {port}
        requirepass {password}
        dir "{dataDirectory}"
        appendonly yes
        appendfsync everysec
        maxmemory-policy noeviction

        """;
}

/// <summary>Garnet, Microsoft's server of the Redis protocol, which comes as a .NET tool. It waits for its log before it acknowledges.</summary>
internal sealed class GarnetTool(IDistributedApplicationBuilder builder, ServerUser user) : IRedisProgram
{
    private const string Version = "2.2.8";

    private readonly string _folder = Path.Combine(FetchedPackage.ServersFolder(builder, user), $"garnet-{Version}");

    private static string Flavour => $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    // Copied out of the package cache: that is often where only its owner can enter.
    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (Directory.Exists(_folder))
        {
            return;
        }

        ServerLog.Fetching(logger, "dotnet tool restore", _folder);
        var root = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));
        (await Tool.RunAsync("dotnet", ["tool", "restore"], root, cancellationToken)).OrThrow("No redis-server is installed, and Garnet cannot be fetched");
        var listed = (await Tool.RunAsync("dotnet", ["nuget", "locals", "global-packages", "--list"], root, cancellationToken)).OrThrow("The package cache cannot be found").Output;
        var packages = listed[(listed.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var source = Path.Combine(packages, "garnet-server", Version, "tools", "net10.0", "any", Flavour);
        if (!Directory.Exists(source))
        {
            throw new DistributedApplicationException($"There is no Garnet for {Flavour}: install redis-server or valkey-server, set Redis:Server to its path, or start Docker.");
        }

        CopyWhole(source, _folder);
    }

    public IEnumerable<string> CommandLine(string configurationFile) =>
        [Path.Combine(_folder, OperatingSystem.IsWindows() ? "GarnetServer.exe" : "GarnetServer"), "--config-import-path", configurationFile];

    public string Configuration(int port, string password, string dataDirectory) => JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["Address"] = "127.0.0.1",
        ["Port"] = port,
        ["AuthenticationMode"] = "Password",
        ["Password"] = password,
        ["EnableLua"] = true,
        ["EnableAOF"] = true,
        ["WaitForCommit"] = true,
        ["Recover"] = true,
        ["CheckpointDir"] = dataDirectory,
        // The native device wants libaio, which many machines lack; without it the server dies at the first write.
        ["DeviceType"] = "RandomAccess",
    });

    private static void CopyWhole(string from, string to)
    {
        var workshop = $"{to}.{Environment.ProcessId}";
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(workshop, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(workshop, "GarnetServer"), (UnixFileMode)0b111_101_101);
        }

        Directory.Move(workshop, to);
    }
}
