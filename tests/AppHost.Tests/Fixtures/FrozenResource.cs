using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

namespace AppHost.Tests.Fixtures;

/// <summary>The processes of a resource, stopped in the middle of whatever they did until this is disposed of.</summary>
internal sealed class FrozenResource : IDisposable
{
    private readonly IReadOnlyList<int> _processes;

    private FrozenResource(IReadOnlyList<int> processes) => _processes = processes;

    public static async Task<FrozenResource> FreezeAsync(DistributedApplication application, string resource)
    {
        var processes = await ResourceProcesses.OfAsync(application, resource);
        Signal("-STOP", processes);
        return new FrozenResource(processes);
    }

    public void Dispose() => Signal("-CONT", _processes);

    private static void Signal(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }
}
