namespace AppHost.LocalServers;

/// <summary>
/// A folder in which content is prepared before it is moved to its final place. One process uses it at a time: what is
/// found in it was left by a run that was killed. Only the owner can read it, because it may hold secrets.
/// </summary>
internal sealed class StagingDirectory : IDisposable
{
    private StagingDirectory(string folder) => Folder = folder;

    public string Folder { get; }

    public static StagingDirectory Open(string folder)
    {
        Remove(folder);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new StagingDirectory(folder);
    }

    public void Dispose() => Remove(Folder);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
