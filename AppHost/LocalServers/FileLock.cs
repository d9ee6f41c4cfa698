namespace AppHost.LocalServers;

/// <summary>A lock that dies with whoever holds it, so that none is ever left behind.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes the lock, at once or not at all.</summary>
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

    /// <summary>Waits for the lock, but not for ever; nothing when it stayed another's.</summary>
    public static async Task<FileStream?> TakeAsync(string file, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var waited = TimeSpan.Zero; waited < patience; waited += Interval)
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
