using System.Diagnostics.Metrics;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>The metrics of all queues, and the last known depth of each.</summary>
internal sealed class QueueInstruments
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QueueDepth> _depths = new(StringComparer.Ordinal);
    private readonly Counter<long> _enqueued;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _dead;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _stale;

    public QueueInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(QueueMetrics.MeterName);
        _enqueued = meter.CreateCounter<long>(QueueMetrics.Enqueued);
        _delivered = meter.CreateCounter<long>(QueueMetrics.Delivered);
        _retried = meter.CreateCounter<long>(QueueMetrics.Retried);
        _dead = meter.CreateCounter<long>(QueueMetrics.Dead);
        _expired = meter.CreateCounter<long>(QueueMetrics.Expired);
        _stale = meter.CreateCounter<long>(QueueMetrics.Stale);
        meter.CreateObservableGauge(
            QueueMetrics.Depth, () => Snapshot().SelectMany(entry => States(entry.Key, entry.Value)));
        meter.CreateObservableGauge(
            QueueMetrics.OldestAge,
            () => Snapshot().Select(
                entry => new Measurement<double>(entry.Value.OldestAge.TotalSeconds, Queue(entry.Key))),
            "s");
    }

    public void Enqueued(string queue, EnqueueOutcome outcome) => _enqueued.Add(
        1, Queue(queue), new("outcome", outcome.ToString()));

    public void Expired(string queue, long count) => Add(_expired, count, Queue(queue));

    public void DeadLettered(string queue, string reason, long count = 1) => Add(
        _dead, count, Queue(queue), new("reason", reason));

    public void Settled(string queue, CommandState? state, string reason)
    {
        switch (state)
        {
            case CommandState.Queued:
                _retried.Add(1, Queue(queue), new("reason", reason));
                break;
            case CommandState.Dead:
                DeadLettered(queue, reason);
                break;
            case null:
                _stale.Add(1, Queue(queue));
                break;
            default:
                _delivered.Add(1, Queue(queue), new("state", state.ToString()));
                break;
        }
    }

    /// <summary>Records the depth of a queue; <see langword="null"/> when it is unknown.</summary>
    public void Measured(string queue, QueueDepth? depth)
    {
        lock (_lock)
        {
            if (depth is not null)
            {
                _depths[queue] = depth;
            }
            else
            {
                _depths.Remove(queue);
            }
        }
    }

    public KeyValuePair<string, QueueDepth>[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _depths];
        }
    }

    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (count > 0)
        {
            counter.Add(count, tags);
        }
    }

    private static KeyValuePair<string, object?> Queue(string name) => new("queue", name);

    private static Measurement<long>[] States(string queue, QueueDepth depth) =>
    [
        new(depth.Queued, Queue(queue), new("state", nameof(QueueDepth.Queued))),
        new(depth.Delivering, Queue(queue), new("state", nameof(QueueDepth.Delivering))),
        new(depth.Dead, Queue(queue), new("state", nameof(QueueDepth.Dead))),
        new(depth.Finished, Queue(queue), new("state", nameof(QueueDepth.Finished))),
    ];
}
