namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>File system permissions, on systems that have them.</summary>
internal static class Rights
{
    public const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    public static UnixFileMode Of(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes.");
        return OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);
    }
}
