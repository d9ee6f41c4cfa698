using System.ComponentModel;
using System.Diagnostics;

namespace Supervisor;

/// <summary>
/// The process that owns this one. A number can be given to another process once its first bearer has died, so the
/// owner is held as an object from the beginning and compared by its start time.
/// </summary>
internal sealed class Owner : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly DateTime _started;

    private Owner(Process process)
    {
        _process = process;
        _started = process.StartTime;
    }

    /// <summary>Finds the owner; nothing when it has already gone.</summary>
    public static Owner? Find(int pid)
    {
        try
        {
            return new Owner(Process.GetProcessById(pid));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Returns when the owner has died.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (IsAlive())
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public void Dispose() => _process.Dispose();

    private bool IsAlive()
    {
        try
        {
            using var bearer = Process.GetProcessById(_process.Id);
            return bearer.StartTime == _started && !Posix.IsZombie(bearer.Id);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
