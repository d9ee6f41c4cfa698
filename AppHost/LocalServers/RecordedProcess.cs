using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AppHost.LocalServers;

/// <summary>
/// A process recorded in a pid file. The start time distinguishes it from a later process with the same id.
/// </summary>
/// <param name="Id">The process id.</param>
/// <param name="StartedAt">Start time of the process.</param>
internal sealed record RecordedProcess(int Id, DateTimeOffset StartedAt)
{
    // Systems round start times, and a corrected clock shifts them.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <summary>Whether exactly this process is running, and not another with its id.</summary>
    public bool IsRunning
    {
        get
        {
            using var process = Find();
            return process is not null;
        }
    }

    /// <summary>
    /// Reads the id from the first line of a file, and the start time, in seconds since 1970, from the given line.
    /// </summary>
    /// <returns><see langword="null"/> if the file does not exist or is not complete yet.</returns>
    public static RecordedProcess? Read(string file, int startLine)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var lines = File.ReadAllLines(file);
        return lines.Length > startLine
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(lines[startLine], CultureInfo.InvariantCulture, out var started)
            ? new RecordedProcess(id, DateTimeOffset.FromUnixTimeSeconds(started))
            : null;
    }

    /// <summary>
    /// Writes a running process as two lines: id and start time. A process that has already ended is not recorded.
    /// </summary>
    public static void Write(string file, int id)
    {
        if (Find(id) is not { } process)
        {
            return;
        }

        using (process)
        {
            var started = new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
            File.WriteAllLines(
                file, [id.ToString(CultureInfo.InvariantCulture), started.ToString(CultureInfo.InvariantCulture)]);
        }
    }

    /// <summary>Waits for the process to end.</summary>
    /// <returns>Whether it ended in time.</returns>
    public async Task<bool> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var process = Find();
        if (process is null)
        {
            return true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private Process? Find()
    {
        if (Find(Id) is not { } process)
        {
            return null;
        }

        if ((new DateTimeOffset(process.StartTime) - StartedAt).Duration() <= Tolerance)
        {
            return process;
        }

        process.Dispose();
        return null;
    }

    private static Process? Find(int id)
    {
        try
        {
            var process = Process.GetProcessById(id);
            _ = process.StartTime;
            return process;
        }
        catch (Exception ended) when (ended is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
