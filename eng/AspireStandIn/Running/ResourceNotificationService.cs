using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChannelWriter<ResourceEvent>> _watchers = [];
    private readonly Lock _turn = new();

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent) => _current.TryGetValue(resourceId, out resourceEvent);

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_turn)
        {
            var before = _current.TryGetValue(resourceId, out var known) ? known.Snapshot : new CustomResourceSnapshot { ResourceType = resource.GetType().Name, Properties = [] };
            var raised = new ResourceEvent(resource, resourceId, stateFactory(before));
            _current[resourceId] = raised;
            _watchers.ForEach(watcher => watcher.TryWrite(raised));
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_turn)
        {
            foreach (var known in _current.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel.Writer);
        }

        try
        {
            await foreach (var raised in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return raised;
            }
        }
        finally
        {
            lock (_turn)
            {
                _watchers.Remove(channel.Writer);
            }
        }
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var raised in WatchAsync(cancellationToken))
        {
            if (string.Equals(raised.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(raised))
            {
                return raised;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    public async Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        await WaitForResourceAsync(resourceName, raised => raised.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), cancellationToken);

    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var raised = await WaitForResourceAsync(resourceName, raised => raised.Snapshot.HealthStatus == HealthStatus.Healthy || IsTerminal(raised), cancellationToken);
        return IsTerminal(raised)
            ? throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because its state is {raised.Snapshot.State?.Text} (exit code {raised.Snapshot.ExitCode}).")
            : raised;
    }

    private static bool IsTerminal(ResourceEvent raised) => raised.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);
}
