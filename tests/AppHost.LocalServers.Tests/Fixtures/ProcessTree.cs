using System.Diagnostics;
using System.Globalization;

namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>Processes as Linux shows them in /proc.</summary>
internal static class ProcessTree
{
    /// <summary>The descendants of a process.</summary>
    public static IReadOnlyList<int> Below(int root)
    {
        var children = Process.GetProcesses().Select(process => process.Id).ToLookup(pid => Stat(pid) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0);
        var found = new List<int>(children[root]);
        for (var index = 0; index < found.Count; index++)
        {
            found.AddRange(children[found[index]]);
        }

        return found;
    }

    /// <summary>Whether the process lives. One that has died and whom nobody has asked for its exit code does not.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is [not "Z", ..];

    // The command's name, in brackets, may hold spaces: the fields are counted from behind it.
    private static string[]? Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
