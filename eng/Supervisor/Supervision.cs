using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Supervisor;

/// <summary>The life of the command, from start to end.</summary>
internal sealed class Supervision(Options options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the command until it ends, is told to, or has lost its owner. Returns its exit code.</summary>
    public async Task<int> RunAsync(Owner owner)
    {
        // In a session of its own a terminal's Ctrl+C reaches the owner alone, which then stops its resources in order.
        Posix.CreateSession();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, RequestStop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, RequestStop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, RequestStop);
        using var process = Start();
        if (process is null)
        {
            return 127;
        }

        using var ended = new CancellationTokenSource();
        var exit = process.WaitForExitAsync(CancellationToken.None);
        var ownerGone = owner.WaitForEndAsync(ended.Token);
        await Task.WhenAny(exit, ownerGone, _stopRequested.Task);
        await ended.CancelAsync();
        await EndAsync(process);
        return process.ExitCode;
    }

    private void RequestStop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopRequested.TrySetResult();
    }

    private Process? Start()
    {
        var (command, arguments) = options.User is { } user ? AsUser(user) : (options.Command, options.Arguments);
        try
        {
            return Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false })
                ?? throw new InvalidOperationException($"'{command}' gave no process.");
        }
        catch (Win32Exception failure)
        {
            Console.Error.WriteLine($"supervisor: '{command}' could not be started: {failure.Message}");
            return null;
        }
    }

    private (string Command, IReadOnlyList<string> Arguments) AsUser(string user) => File.Exists("/usr/bin/setpriv")
        ? ("/usr/bin/setpriv", ["--reuid", user, "--regid", GroupOf(user), "--init-groups", "--", options.Command, .. options.Arguments])
        : ("runuser", ["-u", user, "--", options.Command, .. options.Arguments]);

    private static string GroupOf(string user)
    {
        // setpriv wants the group by name or number; the user's own is the fourth field of its passwd line.
        var line = File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(user + ":", StringComparison.Ordinal));
        return line?.Split(':')[3] ?? user;
    }

    /// <summary>Ends the command and whatever it has started and left behind: asked first, killed when the time is up.</summary>
    private async Task EndAsync(Process process)
    {
        if (process.HasExited && Posix.GroupMembers().Count == 0)
        {
            return;
        }

        Posix.SignalGroup(process, options.StopSignal);
        if (!await HasEndedWithinAsync(process, options.Grace))
        {
            Console.Error.WriteLine($"supervisor: '{options.Command}' did not stop within {options.Grace.TotalSeconds} s and is killed.");
            Kill(process);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<bool> HasEndedWithinAsync(Process process, TimeSpan grace)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!process.HasExited || Posix.GroupMembers().Count > 0)
        {
            if (Stopwatch.GetElapsedTime(started) >= grace)
            {
                return false;
            }

            await timer.WaitForNextTickAsync();
        }

        return true;
    }

    private static void Kill(Process process)
    {
        // The tree knows descendants that have left the group; the group knows those whose parent has gone.
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        foreach (var pid in Posix.GroupMembers())
        {
            Posix.KillNow(pid);
        }
    }
}
