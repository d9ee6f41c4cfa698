using System.Diagnostics;
using System.Globalization;

namespace Faults;

/// <summary>Sends signals to processes (Linux and macOS).</summary>
public static class ProcessSignal
{
    /// <summary>Ends a process at once; it cannot do anything about it.</summary>
    public const string Kill = "-KILL";

    /// <summary>Freezes a process: its connections stay open, and it answers nothing.</summary>
    public const string Freeze = "-STOP";

    /// <summary>Resumes a frozen process.</summary>
    public const string Resume = "-CONT";

    /// <summary>Sends a signal to all of the processes that still exist.</summary>
    public static void Send(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start(
            "kill", [signal, .. processes.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }
}
