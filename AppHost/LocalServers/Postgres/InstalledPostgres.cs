using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AppHost.LocalServers.Postgres;

/// <summary>Finds installed Postgres programs. Many installers do not add the server to the PATH.</summary>
internal static class InstalledPostgres
{
    private static readonly string[] Roots =
        ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt",
         "/Library/PostgreSQL", @"C:\Program Files\PostgreSQL"];

    /// <summary>
    /// Returns the folders to search: the PATH first, then the folder of pg_config, then installed versions, newest
    /// first.
    /// </summary>
    public static IEnumerable<string> Folders(IConfiguration configuration) =>
        SearchPath.Folders(configuration).Concat(OfPgConfig()).Concat(OfVersions());

    // A generator, so that pg_config runs only if the PATH has no Postgres.
    private static IEnumerable<string> OfPgConfig()
    {
        var result = Tool.Run("pg_config", ["--bindir"], workingDirectory: "/");
        if (result.ExitCode == 0)
        {
            yield return result.Output.Trim();
        }
    }

    private static IEnumerable<string> OfVersions() => Roots
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories)
        .Where(folder => Major(folder) > 0)
        .OrderByDescending(Major)
        .Select(folder => Path.Combine(folder, "bin"));

    private static int Major(string folder)
    {
        var name = Path.GetFileName(folder).Replace("postgresql@", "", StringComparison.Ordinal);
        return int.TryParse(name, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}
