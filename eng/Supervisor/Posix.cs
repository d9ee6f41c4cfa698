using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Supervisor;

/// <summary>The two calls .NET has no name for.</summary>
internal static partial class Posix
{
    /// <summary>Leaves the terminal's process group. Where there are no sessions (Windows), does nothing.</summary>
    public static void CreateSession()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSid();
        }
    }

    /// <summary>
    /// Sends a signal to all of our process group, as a command may itself be a launcher that passes nothing on. We are of the
    /// group too, and handle it. Where there are no signals (Windows), ends the process.
    /// </summary>
    public static void SignalGroup(Process process, int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            _ = Kill(0, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
