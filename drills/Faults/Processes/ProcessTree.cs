using System.Diagnostics;
using System.Globalization;

namespace Faults;

/// <summary>Processes as Linux shows them in /proc.</summary>
public static class ProcessTree
{
    /// <summary>The process and all its descendants.</summary>
    public static IReadOnlyList<int> From(int root)
    {
        var children = Process.GetProcesses().Select(process => process.Id).ToLookup(ParentOf);
        var tree = new List<int> { root };
        for (var index = 0; index < tree.Count; index++)
        {
            tree.AddRange(children[tree[index]]);
        }

        return tree;
    }

    /// <summary>
    /// An AppHost with all that it started. Its orchestrator is no child of it, but names it in its command line.
    /// </summary>
    public static IReadOnlyList<int> FromAppHost(int appHost) =>
        [.. Orchestrators(appHost).Prepend(appHost).SelectMany(From).Distinct()];

    /// <summary>The orchestrator processes that watch an AppHost.</summary>
    public static IEnumerable<int> Orchestrators(int appHost) => Process.GetProcesses()
        .Select(process => process.Id)
        .Where(pid => CommandLine(pid) is var line && line.Contains("dcp start-apiserver", StringComparison.Ordinal)
            && line.Contains($"--monitor {appHost} ", StringComparison.Ordinal));

    /// <summary>
    /// Whether the process runs. One that has ended and whose parent has not read its exit code does not.
    /// </summary>
    public static bool IsAlive(int pid) => Stat(pid) is [not "Z", ..];

    /// <summary>The command line, or an empty string for a process that has ended.</summary>
    public static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int ParentOf(int pid) =>
        Stat(pid) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0;

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
