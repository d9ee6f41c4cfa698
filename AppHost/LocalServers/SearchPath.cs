using Microsoft.Extensions.Configuration;

namespace AppHost.LocalServers;

/// <summary>Reads the folders of the PATH.</summary>
internal static class SearchPath
{
    // Environment variables are part of the configuration.
    public static IEnumerable<string> Folders(IConfiguration configuration) =>
        (configuration["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
