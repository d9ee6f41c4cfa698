using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AppHost.Tests.Fixtures;

/// <summary>Ends resources and starts them again.</summary>
internal static class ResourceControl
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Ends the processes of a resource, or its container, without a word.</summary>
    public static async Task KillAsync(this DistributedApplication application, string resource)
    {
        if (await ResourceContainer.FindAsync(application, resource) is { } container)
        {
            container.Kill();
            await application.WaitForEndAsync(resource);
            return;
        }

        var processes = await ResourceProcesses.OfAsync(application, resource);
        Kill(processes);
        await application.WaitForEndAsync(resource);
        // The launcher may be gone before the server, which still has its port and its data.
        await ResourceProcesses.WaitForEndAsync(processes, EndTimeout);
    }

    /// <summary>Ends processes without a word.</summary>
    public static void Kill(IEnumerable<int> processes)
    {
        using var kill = Process.Start(
            "kill", ["-KILL", .. processes.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }

    /// <summary>Starts a resource and waits until it is healthy.</summary>
    public static async Task StartAgainAsync(this DistributedApplication application, string resource)
    {
        await application.CommandAsync(resource, KnownResourceCommands.StartCommand);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(SystemFixture.StartTimeout);
        await application.ResourceNotifications.WaitForResourceHealthyAsync(
            resource, WaitBehavior.WaitOnResourceUnavailable, timeout.Token);
    }

    /// <summary>The name of the instance of one of two running replicas.</summary>
    public static async Task<string> OneReplicaAsync(this DistributedApplication application, string resource)
    {
        var replicas = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var state in application.ResourceNotifications.WatchAsync(TestContext.Current.CancellationToken))
        {
            if (string.Equals(state.Resource.Name, resource, StringComparison.Ordinal)
                && string.Equals(state.Snapshot.State?.Text, KnownResourceStates.Running, StringComparison.Ordinal)
                && replicas.Add(state.ResourceId)
                && replicas.Count == 2)
            {
                break;
            }
        }

        return replicas.First();
    }

    /// <summary>Asks one replica to stop, as its orchestrator does.</summary>
    public static Task StopReplicaAsync(this DistributedApplication application, string instance) =>
        application.CommandAsync(instance, KnownResourceCommands.StopCommand);

    private static async Task WaitForEndAsync(this DistributedApplication application, string resource)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(SystemFixture.StartTimeout);
        await application.ResourceNotifications.WaitForResourceAsync(
            resource, state => KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text), timeout.Token);
    }

    private static async Task CommandAsync(this DistributedApplication application, string resource, string command)
    {
        var result = await application.ResourceCommands.ExecuteCommandAsync(
            resource, command, TestContext.Current.CancellationToken);
        Assert.True(result.Success, result.Message);
    }
}
