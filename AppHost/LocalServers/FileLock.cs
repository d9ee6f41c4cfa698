namespace AppHost.LocalServers;

/// <summary>A lock that ends with the process that holds it, so that none is left behind.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes the lock without waiting; <see langword="null"/> if another process holds it.</summary>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>
    /// Waits for the lock; <see langword="null"/> if another process still holds it at the end of the wait.
    /// </summary>
    public static async Task<FileStream?> TakeAsync(
        string file, TimeSpan waitTimeout, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var waited = TimeSpan.Zero; waited < waitTimeout; waited += Interval)
        {
            if (TryTake(file) is { } taken)
            {
                return taken;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return TryTake(file);
    }
}
