using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

namespace AppHost.Tests.Fixtures;

/// <summary>
/// The processes under a resource. What a resource starts need not be the server itself (a launcher or a supervisor may stand
/// between), so tests speak to the whole tree.
/// </summary>
internal static class ProcessTree
{
    /// <summary>The process a resource started, and all its descendants.</summary>
    public static async Task<IReadOnlyList<int>> OfAsync(DistributedApplication application, string resource)
    {
        var processes = await FindAsync(application, resource);
        Assert.SkipWhen(processes is null, $"{resource} runs in a container, whose processes are not the test's to touch.");
        return processes;
    }

    /// <summary>The same, or nothing when the resource runs in a container.</summary>
    public static async Task<IReadOnlyList<int>?> FindAsync(DistributedApplication application, string resource)
    {
        var state = await application.ResourceNotifications.WaitForResourceAsync(resource, _ => true, TestContext.Current.CancellationToken);
        var pid = state.Snapshot.Properties.SingleOrDefault(property => string.Equals(property.Name, "executable.pid", StringComparison.Ordinal))?.Value;
        return pid is null ? null : WithDescendants(Convert.ToInt32(pid, CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until none of the processes is left.</summary>
    public static async Task WaitForEndAsync(IEnumerable<int> pids, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        foreach (var pid in pids)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (ArgumentException)
            {
                // Gone before we asked, which is what we are waiting for.
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Process {pid} still runs {timeout} after the system stopped: {CommandLine(pid)}");
            }
        }
    }

    private static List<int> WithDescendants(int root)
    {
        var parents = Process.GetProcesses().Select(process => (Child: process.Id, Parent: ParentOf(process.Id))).ToLookup(pair => pair.Parent, pair => pair.Child);
        var tree = new List<int> { root };
        for (var index = 0; index < tree.Count; index++)
        {
            tree.AddRange(parents[tree[index]]);
        }

        return tree;
    }

    private static int ParentOf(int pid)
    {
        try
        {
            // The command's name, in brackets, may hold spaces: the fields are counted from behind it.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
