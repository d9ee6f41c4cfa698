namespace AppHost.LocalServers;

/// <summary>
/// A folder to make something in that is moved to its place when it is whole. One maker at a time: what is found in it was left by
/// a run that was killed. Nobody else can look into it, as there may be secrets.
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
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
