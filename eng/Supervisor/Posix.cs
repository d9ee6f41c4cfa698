using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Supervisor;

/// <summary>The calls .NET has no name for. Where there are no sessions, groups and signals (Windows), most do nothing.</summary>
internal static partial class Posix
{
    private const int SigKill = 9;

    /// <summary>Leaves the terminal's process group, and is the head of one.</summary>
    public static void CreateSession()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSid();
        }
    }

    /// <summary>
    /// Sends a signal to all of our process group, as a command may itself be a launcher that passes nothing on. We are of the
    /// group too, and handle it. Where there are no signals, ends the process.
    /// </summary>
    public static void SignalGroup(Process process, StopSignal signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(0, (int)signal);
        }
        else if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The other living processes of our group.</summary>
    public static IReadOnlyList<int> GroupMembers()
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        var group = GetProcessGroup(0);
        return [.. Process.GetProcesses().Select(process => process.Id).Where(pid => pid != Environment.ProcessId && GetProcessGroup(pid) == group && !IsZombie(pid))];
    }

    /// <summary>Ends a process that did not listen.</summary>
    public static void KillNow(int pid) => _ = Kill(pid, SigKill);

    /// <summary>A dead process whose parent has not asked for its exit code yet keeps its number, and is dead all the same.</summary>
    public static bool IsZombie(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] == 'Z';
        }
        catch (IOException)
        {
            // Gone altogether, or a system without /proc.
            return false;
        }
    }

    /// <summary>
    /// Makes what we start from now on hold the file open as well: a duplicate is inherited, and a lock lasts as long as any holder.
    /// </summary>
    public static void LetChildrenHold(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Duplicate((int)file.DangerousGetHandle());
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetProcessGroup(int pid);

    [LibraryImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor);
}
