namespace Testing;

/// <summary>Where the sources are, for tests that read or copy them.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>ReferenceApp.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ReferenceApp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above '{start}' holds ReferenceApp.sln.");
    }
}
