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

    private static string Program => OperatingSystem.IsWindows() ? "GarnetServer.exe" : "GarnetServer";

    private static string Flavour => $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    // Copied out of the package cache: that is often where only its owner can enter.
    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (Directory.Exists(_folder))
        {
            return;
        }

        const string Command = "dotnet";
        ServerLog.Fetching(logger, $"{Command} restore", _folder);
        var workshop = $"{_folder}.{Environment.ProcessId}";
        var project = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "eng", "garnet", "Garnet.csproj"));
        string[] arguments = ["msbuild", project, "-restore", "-t:Fetch", "-v:minimal", "-nologo", $"-p:GarnetVersion={Version};Flavour={Flavour};Destination={workshop}"];
        (await Tool.RunAsync(Command, arguments, Path.GetDirectoryName(project)!, cancellationToken))
            .OrThrow("No redis-server is installed, and Garnet cannot be fetched (install redis-server or valkey-server, set Redis:Server to its path, or start Docker)");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(workshop, Program), (UnixFileMode)0b111_101_101);
        }

        try
        {
            Directory.Move(workshop, _folder);
        }
        catch (IOException) when (Directory.Exists(_folder))
        {
            // Another AppHost of this clone was faster, and what it fetched is the same.
            Directory.Delete(workshop, recursive: true);
        }
    }

    public IEnumerable<string> CommandLine(string configurationFile) =>
        [Path.Combine(_folder, Program), "--config-import-path", configurationFile];

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
}
