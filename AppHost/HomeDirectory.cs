namespace AppHost;

/// <summary>Aspire keeps its state in the user's home directory, and hangs where it cannot.</summary>
internal static class HomeDirectory
{
    /// <summary>Fails where the home directory cannot be written.</summary>
    /// <exception cref="DistributedApplicationException">It cannot.</exception>
    public static void RefuseReadOnly()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var probe = Path.Combine(home, $".reference-app-{Environment.ProcessId}");
        try
        {
            using var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"Aspire needs a home directory that it can write to, and '{home}' is not: set HOME (USERPROFILE on Windows) to a directory that you can write to.", failure);
        }
    }
}
