using Aspire.Hosting;

namespace Faults;

/// <summary>
/// The processes of a resource, or its container, frozen until this is disposed of.
/// </summary>
public sealed class FrozenResource : IDisposable
{
    private readonly Action _resume;

    private FrozenResource(Action resume) => _resume = resume;

    /// <summary>Freezes a resource: its processes by SIGSTOP, its container by the container runtime.</summary>
    public static async Task<FrozenResource> FreezeAsync(
        DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        if (await ResourceContainer.FindAsync(application, resource, cancellationToken) is { } container)
        {
            container.Pause();
            return new FrozenResource(container.Unpause);
        }

        var processes = await ResourceProcesses.OfAsync(application, resource, cancellationToken);
        ProcessSignal.Send(ProcessSignal.Freeze, processes);
        return new FrozenResource(() => ProcessSignal.Send(ProcessSignal.Resume, processes));
    }

    /// <summary>Resumes the resource.</summary>
    public void Dispose() => _resume();
}
