using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.StandIn;

/// <summary>Asks a running resource's health checks again and again; without any, running is healthy.</summary>
internal sealed class HealthMonitor : IAsyncDisposable
{
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OnceHealthy = TimeSpan.FromSeconds(2);

    private readonly IResource _resource;
    private readonly ResourceNotificationService _notifications;
    private readonly HealthCheckService _checks;
    private readonly IReadOnlyList<Replica> _replicas;
    private readonly Func<Task> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public HealthMonitor(IResource resource, IServiceProvider services, IReadOnlyList<Replica> replicas, Func<Task> ready)
    {
        _resource = resource;
        _notifications = services.GetRequiredService<ResourceNotificationService>();
        _checks = services.GetRequiredService<HealthCheckService>();
        _replicas = replicas;
        _ready = ready;
        _running = MonitorAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task MonitorAsync(CancellationToken stop)
    {
        var keys = _resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet(StringComparer.Ordinal);
        HealthStatus? last = null;
        var wasReady = false;
        try
        {
            while (true)
            {
                var status = keys.Count == 0 ? HealthStatus.Healthy : (await _checks.CheckHealthAsync(check => keys.Contains(check.Name), stop)).Status;
                if (status != last)
                {
                    await PublishAsync(status);
                    last = status;
                }

                if (status == HealthStatus.Healthy && !wasReady)
                {
                    wasReady = true;
                    await _ready();
                }

                await Task.Delay(status == HealthStatus.Healthy ? OnceHealthy : UntilHealthy, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The resource has ended, and its health with it.
        }
    }

    private async Task PublishAsync(HealthStatus status)
    {
        foreach (var replica in _replicas)
        {
            await _notifications.PublishUpdateAsync(_resource, replica.Id, state => state with { HealthStatus = status });
        }
    }
}
