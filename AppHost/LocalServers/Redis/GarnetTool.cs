using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers.Redis;

/// <summary>
/// Garnet, Microsoft's server for the Redis protocol, fetched from NuGet as defined in <c>eng/garnet</c>. It
/// acknowledges a write when its log is on disk.
/// </summary>
internal sealed class GarnetTool(IDistributedApplicationBuilder builder, ServerUser user) : IRedisProgram
{
    public const string DataKind = "garnet";

    private const string Version = "2.2.8";

    private static readonly string Program = OperatingSystem.IsWindows() ? "GarnetServer.exe" : "GarnetServer";

    private readonly FetchedPrograms _programs = new($"garnet-{Version}", builder, user);

    public string DataDirectoryName => DataKind;

    private static string Flavour =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (!_programs.AreThere)
        {
            LocalServerLog.Fetching(logger, "dotnet restore", _programs.Folder);
            await _programs.FetchAsync(folder => BringAsync(folder, cancellationToken), cancellationToken);
        }
    }

    public IEnumerable<string> CommandLine(string configurationFile) =>
        [Path.Combine(_programs.Folder, Program), "--config-import-path", configurationFile];

    public string Configuration(int port, string password, string dataDirectory) =>
        JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Address"] = "127.0.0.1",
            ["Port"] = port,
            ["AuthenticationMode"] = "Password",
            ["Password"] = password,
            ["EnableLua"] = true,
            // Without it other clients would see a half-executed script, which Redis does not allow.
            ["LuaTransactionMode"] = true,
            ["EnableAOF"] = true,
            ["WaitForCommit"] = true,
            ["Recover"] = true,
            ["CheckpointDir"] = dataDirectory,
            // The native device requires libaio, which many machines lack; without it the server crashes at the first
            // write.
            ["DeviceType"] = "RandomAccess",
        });

    // Copied out of the package cache, which often only its owner can enter.
    private async Task BringAsync(string folder, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "eng", "garnet", "Garnet.csproj"));
        string[] arguments = [
            "msbuild",
            project,
            "-restore",
            "-t:Fetch",
            "-v:minimal",
            "-nologo",
            $"-p:GarnetVersion={Version};Flavour={Flavour};Destination={folder}"
        ];
        (await Tool.RunAsync("dotnet", arguments, Path.GetDirectoryName(project)!, cancellationToken))
            .OrThrow("No redis-server is installed, and Garnet cannot be fetched (install redis-server or "
                + "valkey-server, set Redis:Server to its path, or start Docker)");
        LetRun(Path.Combine(folder, Program));
    }

    // A package packed on Windows has no executable bit.
    private static void LetRun(string program)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        }
    }
}
