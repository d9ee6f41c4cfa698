namespace AppHost.LocalServers;

/// <summary>Writes files that only the user of this process can read.</summary>
internal static class OwnerFile
{
    /// <summary>Writes a file completely or not at all. The permissions are set before the content is there.</summary>
    public static void Write(string path, string content)
    {
        var created = $"{path}.new";
        using (new FileStream(created, FileMode.Create))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(created, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        File.WriteAllText(created, content);
        File.Move(created, path, overwrite: true);
    }
}
