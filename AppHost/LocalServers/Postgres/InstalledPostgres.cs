using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AppHost.LocalServers.Postgres;

/// <summary>Where installers put Postgres. Many leave its server out of the PATH.</summary>
internal static class InstalledPostgres
{
    private static readonly string[] Roots =
        ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/Library/PostgreSQL", @"C:\Program Files\PostgreSQL"];

    /// <summary>The folders to look in: the one of the user's choice first, then the newest version.</summary>
    public static IEnumerable<string> Folders(IConfiguration configuration) =>
        SearchPath.Folders(configuration).Concat(OfPgConfig()).Concat(OfVersions());

    // A generator: the program is run only where the PATH has brought nothing.
    private static IEnumerable<string> OfPgConfig()
    {
        var answer = Tool.Run("pg_config", ["--bindir"], workingDirectory: "/");
        if (answer.ExitCode == 0)
        {
            yield return answer.Output.Trim();
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
