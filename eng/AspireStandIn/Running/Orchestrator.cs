using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.StandIn;

/// <summary>Starts what waits for nothing, then what waited for that; stops in the opposite order.</summary>
internal sealed class Orchestrator(IServiceProvider services, DistributedApplicationModel model, IConfiguration configuration, StartedBy startedBy) : IDisposable
{
    private const string Notice =
        "Aspire's packages are not in your feeds: a stand-in runs the projects and local processes. Missing: containers, publishing, the dashboard's resource page and commands, generated secrets kept between runs.";

    private readonly Dictionary<IResource, ResourceRunner> _runners = [];
    private readonly CancellationTokenSource _stopping = new();
    private Dashboard? _dashboard;
    private Task _announcement = Task.CompletedTask;
    private Task? _stop;

    public ResourceRunner? Find(IResource resource) => _runners.GetValueOrDefault(resource);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RefuseWhatIsMissing();
        Dependencies.RefuseCircles(model.Resources);
        var randomize = startedBy.IsTest || configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        await services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(new BeforeStartEvent(services, model), cancellationToken);
        foreach (var resource in model.Resources)
        {
            Ports.Allocate(resource, randomize);
        }

        if (!startedBy.IsTest)
        {
            StandInConsole.Say(Notice);
            _dashboard = Dashboard.Plan(configuration, startedBy, services.GetRequiredService<IHostEnvironment>().ContentRootPath, randomize);
        }

        foreach (var resource in model.Resources.Where(resource => resource is ExecutableResource or ProjectResource))
        {
            _runners[resource] = new ResourceRunner(resource, services, _dashboard?.OtlpEndpoint);
        }

        foreach (var runner in _runners.Values)
        {
            runner.Start();
        }

        _dashboard?.StartIfFetched(_stopping.Token);
        _announcement = startedBy.IsTest ? Task.CompletedTask : AnnounceAsync();
    }

    public void Dispose() => _stopping.Dispose();

    public Task StopAsync() => _stop ??= StopAllAsync();

    private async Task StopAllAsync()
    {
        await _stopping.CancelAsync();
        var stops = new Dictionary<IResource, Task>();
        await Task.WhenAll(_runners.Keys.Select(StopAfterDependants));
        await _announcement;

        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync();
        }

        Task StopAfterDependants(IResource resource)
        {
            if (!stops.TryGetValue(resource, out var stop))
            {
                var dependants = _runners.Keys.Where(other => Dependencies.Of(other).Contains(resource)).Select(StopAfterDependants).ToList();
                stops[resource] = stop = StopAsync(_runners[resource], dependants);
            }

            return stop;
        }
    }

    private static async Task StopAsync(ResourceRunner runner, List<Task> dependants)
    {
        await Task.WhenAll(dependants);
        await runner.StopAsync();
        runner.Dispose();
    }

    private void RefuseWhatIsMissing()
    {
        if (services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            throw new DistributedApplicationException("The Aspire stand-in cannot publish: build with a package feed that has Aspire's packages (-p:AspireHosting=packages).");
        }

        if (model.Resources.OfType<ContainerResource>().FirstOrDefault() is { } container)
        {
            throw new DistributedApplicationException(
                $"The Aspire stand-in runs no containers, and resource '{container.Name}' is one: use --infrastructure processes, or a package feed that has Aspire's packages.");
        }
    }

    private async Task AnnounceAsync()
    {
        try
        {
            var notifications = services.GetRequiredService<ResourceNotificationService>();
            await Task.WhenAll(_runners.Keys.Select(resource => notifications.WaitForResourceAsync(
                resource.Name,
                raised => raised.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy,
                _stopping.Token)));
            StandInConsole.Table([["resource", "state", "url"], .. _runners.Values.SelectMany(runner => runner.Describe())]);
            if (_dashboard is not null)
            {
                await _dashboard.StartAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped before all was healthy: there is nothing to announce.
        }
    }
}
