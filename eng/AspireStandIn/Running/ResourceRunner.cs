using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.StandIn;

/// <summary>One resource from waiting to its end. It restarts nothing by itself; a command may start it again.</summary>
internal sealed class ResourceRunner(IResource resource, IServiceProvider services, string? otlpEndpoint) : IDisposable
{
    private readonly ResourceNotificationService _notifications = services.GetRequiredService<ResourceNotificationService>();
    private readonly IDistributedApplicationEventing _events = services.GetRequiredService<IDistributedApplicationEventing>();
    private readonly bool _quiet = services.GetRequiredService<StartedBy>().IsTest;
    private readonly List<Replica> _replicas = [.. Enumerable.Range(0, resource.GetReplicaCount()).Select(_ => Replica.Of(resource))];
    private CancellationTokenSource? _run;
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        _run?.Dispose();
        _run = new CancellationTokenSource();
        _running = RunAsync(_run.Token);
    }

    public async Task StopAsync()
    {
        if (_run is not null)
        {
            await _run.CancelAsync();
        }

        await _running;
    }

    public void Dispose() => _run?.Dispose();

    public IEnumerable<string[]> Describe() => _replicas.Select(replica =>
        new[] { _replicas.Count == 1 ? resource.Name : replica.Id, KnownResourceStates.Running, string.Join(", ", Urls().Select(url => url.DisplayText.Length > 0 ? $"{url.Url} ({url.DisplayText})" : url.Url)) });

    private async Task RunAsync(CancellationToken stop)
    {
        await using var relays = new RelaySet();
        try
        {
            await PublishAsync(KnownResourceStates.Waiting);
            await WaitForDependenciesAsync(stop);
            await PublishAsync(KnownResourceStates.Starting);
            await _events.PublishAsync(new BeforeResourceStartedEvent(resource, services), stop);
            relays.Start(resource, _replicas);
            var lives = await Task.WhenAll(_replicas.Select(replica => StartAsync(replica, stop)));
            await using var health = new HealthMonitor(resource, services, _replicas, () => _events.PublishAsync(new ResourceReadyEvent(resource, services), stop));
            await Task.WhenAll(lives.Select((life, index) => LiveAsync(_replicas[index], life, stop)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await PublishAsync(KnownResourceStates.Exited);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            StandInConsole.Error($"resource '{resource.Name}' failed to start: {failure.Message}");
            await PublishAsync(KnownResourceStates.FailedToStart);
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken stop)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
        {
            await _notifications.WaitForResourceAsync(wait.Resource.Name, raised => IsSatisfied(wait, raised.Snapshot), stop);
        }
    }

    private static bool IsSatisfied(WaitAnnotation wait, CustomResourceSnapshot state) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => state.HealthStatus == HealthStatus.Healthy,
        WaitType.WaitUntilStarted => state.State?.Text == KnownResourceStates.Running,
        _ => state.State is { } reached && KnownResourceStates.TerminalStates.Contains(reached.Text) && state.ExitCode == wait.ExitCode,
    };

    private async Task<ResourceProcess> StartAsync(Replica replica, CancellationToken stop)
    {
        var command = await ResourceCommand.OfAsync(resource, replica, services, otlpEndpoint, stop);
        var process = ResourceProcess.Start(command, line => Print(replica, line));
        await _notifications.PublishUpdateAsync(resource, replica.Id, state => state with
        {
            State = KnownResourceStates.Running,
            ExitCode = null,
            HealthStatus = null,
            Properties = [new("executable.pid", process.Id), new("executable.path", command.FileName), new("executable.workDir", command.WorkingDirectory)],
            Urls = [.. Urls()],
        });
        return process;
    }

    private async Task LiveAsync(Replica replica, ResourceProcess process, CancellationToken stop)
    {
        await using (process)
        {
            var exitCode = await process.RunToEndAsync(stop);
            if (exitCode != 0 && !stop.IsCancellationRequested)
            {
                StandInConsole.Error($"resource '{replica.Id}' ended with exit code {exitCode}.{(_quiet ? Environment.NewLine + process.LastLines : "")}");
            }

            await _notifications.PublishUpdateAsync(resource, replica.Id, state => state with
            {
                State = exitCode == 0 && !stop.IsCancellationRequested ? KnownResourceStates.Finished : KnownResourceStates.Exited,
                ExitCode = exitCode,
                HealthStatus = null,
            });
        }
    }

    private void Print(Replica replica, string line)
    {
        if (!_quiet)
        {
            StandInConsole.Line(_replicas.Count == 1 ? resource.Name : replica.Id, line);
        }
    }

    private IEnumerable<UrlSnapshot> Urls() => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint =>
    {
        var url = new ResourceUrlAnnotation { Url = endpoint.AllocatedEndpoint!.UriString };
        foreach (var callback in resource.Annotations.OfType<UrlCallbackAnnotation>().Where(callback => callback.EndpointName == endpoint.Name))
        {
            callback.Callback(url);
        }

        return new UrlSnapshot(endpoint.Name, url.Url, IsInternal: false) { DisplayText = url.DisplayText ?? "" };
    });

    private async Task PublishAsync(string state)
    {
        foreach (var replica in _replicas)
        {
            await _notifications.PublishUpdateAsync(resource, replica.Id, before => before with { State = state, HealthStatus = null });
        }
    }
}
