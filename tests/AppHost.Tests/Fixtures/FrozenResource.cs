using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

namespace AppHost.Tests.Fixtures;

/// <summary>
/// The processes of a resource, or its container, stopped in the middle of whatever they did until this is disposed of.
/// </summary>
internal sealed class FrozenResource : IDisposable
{
    private readonly Action _goOn;

    private FrozenResource(Action goOn) => _goOn = goOn;

    public static async Task<FrozenResource> FreezeAsync(DistributedApplication application, string resource)
    {
        if (await ResourceContainer.FindAsync(application, resource) is { } container)
        {
            container.Pause();
            return new FrozenResource(container.Unpause);
        }

        var processes = await ResourceProcesses.OfAsync(application, resource);
        Signal("-STOP", processes);
        return new FrozenResource(() => Signal("-CONT", processes));
    }

    public void Dispose() => _goOn();

    private static void Signal(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start(
            "kill", [signal, .. processes.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }
}
