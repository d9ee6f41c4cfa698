using System.Diagnostics;
using System.Runtime.InteropServices;
using AppHost.LocalServers.Redis;

namespace Testing;

/// <summary>
/// A program with the Redis protocol, the arguments before its configuration file, and the content of that file.
/// </summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">What comes before the file's name.</param>
/// <param name="Configuration">The file's text, out of port, password and data folder.</param>
internal sealed record RedisProgram(string File, string[] Arguments, Func<int, string, string, string> Configuration);

/// <summary>Finds an installed program, or downloads Garnet as the AppHost does.</summary>
internal static class RedisPrograms
{
    private static readonly SemaphoreSlim Turn = new(1);

    public static async Task<RedisProgram> FindAsync()
    {
        var installed = Environment.GetEnvironmentVariable("TEST_REDIS")
            ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server") })
            .FirstOrDefault(System.IO.File.Exists);
        return installed is null
            ? new(await GarnetAsync(), ["--config-import-path"], GarnetSettings.Write)
            : new(installed, [], RedisConfiguration);
    }

    private static string RedisConfiguration(int port, string password, string data) => $"""
        bind 127.0.0.1
        port {port}
        requirepass "{password}"
        dir "{data}"
        appendonly yes
        appendfsync always
        maxmemory-policy noeviction

        """;

    private static async Task<string> GarnetAsync()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "test-servers", $"garnet-{GarnetSettings.Version}");
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "GarnetServer.exe" : "GarnetServer");
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!System.IO.File.Exists(program))
            {
                await FetchAsync(folder);
                LetRun(program);
            }
        }
        finally
        {
            Turn.Release();
        }

        return program;
    }

    // Into a temporary folder, which is renamed when it is complete: an interrupted download leaves nothing behind.
    private static async Task FetchAsync(string folder)
    {
        var beside = $"{folder}.{Environment.ProcessId}";
        var project = Path.Combine(Repository.Root, "eng", "garnet", "Garnet.csproj");
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var flavour = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string[] arguments = [
            "msbuild",
            project,
            "-restore",
            "-t:Fetch",
            "-v:minimal",
            "-nologo",
            $"-p:GarnetVersion={GarnetSettings.Version};Flavour={flavour};Destination={beside}"
        ];
        using var fetch = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(project)
        })!;
        var output = await fetch.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await fetch.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (fetch.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"No redis-server is installed, and Garnet cannot be fetched:{Environment.NewLine}{output}");
        }

        if (!Directory.Exists(folder))
        {
            Directory.Move(beside, folder);
        }
    }

    private static void LetRun(string program)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(program, System.IO.File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        }
    }
}
