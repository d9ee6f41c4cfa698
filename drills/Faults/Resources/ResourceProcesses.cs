using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Faults;

/// <summary>The processes of a resource: the one that the orchestrator started, and its descendants.</summary>
public static class ResourceProcesses
{
    private const string ProcessId = "executable.pid";

    /// <summary>The processes of a resource that is no container.</summary>
    public static async Task<IReadOnlyList<int>> OfAsync(
        DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        var state = await application.ResourceNotifications.WaitForResourceAsync(
            resource, _ => true, cancellationToken);
        return Of(state.Snapshot) ?? throw new InvalidOperationException($"{resource} has no process.");
    }

    /// <summary>The processes of one replica, by the name of its instance.</summary>
    public static IReadOnlyList<int>? OfInstance(DistributedApplication application, string instance) =>
        application.ResourceNotifications.TryGetCurrentState(instance, out var state) ? Of(state.Snapshot) : null;

    /// <summary>Waits until none of the processes is left.</summary>
    /// <exception cref="TimeoutException">Some are left; the message lists them.</exception>
    public static async Task WaitForEndAsync(
        IEnumerable<int> pids, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (pids.Where(ProcessTree.IsAlive).ToList() is { Count: > 0 } alive)
        {
            try
            {
                await pause.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException timedOut) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Running {timeout} after the stop: "
                    + $"{string.Join("; ", alive.Select(pid => $"{pid} {ProcessTree.CommandLine(pid)}"))}",
                    timedOut);
            }
        }
    }

    /// <summary>The processes of a resource; none where it has no process.</summary>
    public static IReadOnlyList<int>? Of(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == ProcessId)?.Value is { } pid
            ? ProcessTree.From(Convert.ToInt32(pid, CultureInfo.InvariantCulture))
            : null;
}
