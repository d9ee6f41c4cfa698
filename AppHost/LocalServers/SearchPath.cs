using Microsoft.Extensions.Configuration;

namespace AppHost.LocalServers;

/// <summary>The folders a user's programs are found in.</summary>
internal static class SearchPath
{
    // The environment is part of the configuration.
    public static IEnumerable<string> Folders(IConfiguration configuration) =>
        (configuration["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
