using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Faults;

/// <summary>Ends resources and starts them again.</summary>
public static class ResourceControl
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    // Enough for a first start on two slow cores.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Kills the processes of a resource, or its container, and waits until they have ended.</summary>
    public static async Task KillAsync(
        this DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        if (await ResourceContainer.FindAsync(application, resource, cancellationToken) is { } container)
        {
            container.Kill();
            await application.WaitForEndAsync(resource, cancellationToken);
            return;
        }

        var processes = await ResourceProcesses.OfAsync(application, resource, cancellationToken);
        ProcessSignal.Send(ProcessSignal.Kill, processes);
        await application.WaitForEndAsync(resource, cancellationToken);
        // The launcher may be gone before the server, which still has its port and its data.
        await ResourceProcesses.WaitForEndAsync(processes, EndTimeout, cancellationToken);
    }

    /// <summary>Stops a resource in an orderly way, and waits until it has ended.</summary>
    public static async Task StopAsync(
        this DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        await application.CommandAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);
        await application.WaitForEndAsync(resource, cancellationToken);
    }

    /// <summary>
    /// Starts a resource and returns; it may need a while until it works. Aspire asks for its health only about every
    /// 30 s, so ask the resource itself.
    /// </summary>
    public static Task BeginStartAsync(
        this DistributedApplication application, string resource, CancellationToken cancellationToken) =>
        application.CommandAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);

    /// <summary>Starts a resource and waits until it is healthy.</summary>
    public static async Task StartAgainAsync(
        this DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        await application.CommandAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        await application.ResourceNotifications.WaitForResourceHealthyAsync(
            resource, WaitBehavior.WaitOnResourceUnavailable, timeout.Token);
    }

    /// <summary>The names of the instances of two replicas, once both run.</summary>
    public static async Task<IReadOnlyList<string>> BothReplicasAsync(
        this DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        var replicas = new List<string>();
        await foreach (var state in application.ResourceNotifications.WatchAsync(cancellationToken))
        {
            if (string.Equals(state.Resource.Name, resource, StringComparison.Ordinal)
                && string.Equals(state.Snapshot.State?.Text, KnownResourceStates.Running, StringComparison.Ordinal)
                && !replicas.Contains(state.ResourceId, StringComparer.Ordinal))
            {
                replicas.Add(state.ResourceId);
            }

            if (replicas.Count == 2)
            {
                break;
            }
        }

        return replicas;
    }

    /// <summary>Asks one replica to stop, as its orchestrator does.</summary>
    public static Task StopReplicaAsync(
        this DistributedApplication application, string instance, CancellationToken cancellationToken) =>
        application.CommandAsync(instance, KnownResourceCommands.StopCommand, cancellationToken);

    private static async Task WaitForEndAsync(
        this DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        await application.ResourceNotifications.WaitForResourceAsync(
            resource, state => KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text), timeout.Token);
    }

    /// <summary>Executes a command of a resource, as the dashboard does.</summary>
    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public static async Task CommandAsync(
        this DistributedApplication application, string resource, string command, CancellationToken cancellationToken)
    {
        var result = await application.ResourceCommands.ExecuteCommandAsync(
            resource, command, cancellationToken);
        if (!result.Success)
        {
            throw new InvalidOperationException($"'{command}' of '{resource}' failed: {result.Message}");
        }
    }
}
