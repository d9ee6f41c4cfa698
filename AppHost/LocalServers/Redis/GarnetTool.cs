using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers.Redis;

/// <summary>
/// Garnet, Microsoft's server for the Redis protocol, fetched from NuGet as defined in <c>eng/garnet</c>. It
/// acknowledges a write when its log is on disk.
/// </summary>
internal sealed class GarnetTool(IDistributedApplicationBuilder builder, ServerUser user) : IRedisProgram
{
    public const string DataKind = "garnet";

    private static readonly string Program = OperatingSystem.IsWindows() ? "GarnetServer.exe" : "GarnetServer";

    private readonly FetchedPrograms _programs = new($"garnet-{GarnetSettings.Version}", builder, user);

    public string DataDirectoryName => DataKind;

    private static string Flavour =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + $"-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

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
        GarnetSettings.Write(port, password, dataDirectory);

    // Copied out of the package cache, which often only its owner can enter.
    private async Task BringAsync(string folder, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "eng", "garnet", "Garnet.csproj"));
        var properties = $"-p:GarnetVersion={GarnetSettings.Version};Flavour={Flavour};Destination={folder}";
        string[] arguments = ["msbuild", project, "-restore", "-t:Fetch", "-v:minimal", "-nologo", properties];
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
