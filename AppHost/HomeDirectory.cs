namespace AppHost;

/// <summary>Checks the home directory: Aspire keeps its state there, and hangs if it cannot write it.</summary>
internal static class HomeDirectory
{
    /// <summary>Fails if the home directory is not writable.</summary>
    /// <exception cref="DistributedApplicationException">The home directory is not writable.</exception>
    public static void RefuseReadOnly()
    {
        var home = Environment.GetFolderPath(
            Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var probe = Path.Combine(home, $".reference-app-{Environment.ProcessId}");
        try
        {
            using var file = new FileStream(
                probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"Aspire needs a home directory that it can write to, and '{home}' is not: set HOME (USERPROFILE on "
                + "Windows) to a directory that you can write to.", failure);
        }
    }
}
