namespace ServiceDefaults.Queueing;

/// <summary>The names of the metrics. Each has the tag <c>queue</c>; none has a key or an id as a tag.</summary>
public static class QueueMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ServiceDefaults.Queueing";

    /// <summary>Gauge of the number of commands, by <c>state</c>: Queued, Delivering, Dead, Finished.</summary>
    public const string Depth = "queue_depth";

    /// <summary>Gauge of the age, in seconds, of the oldest command that is not finished.</summary>
    public const string OldestAge = "queue_oldest_age_seconds";

    /// <summary>Counter of enqueue calls, by <c>outcome</c> (<see cref="EnqueueOutcome"/>).</summary>
    public const string Enqueued = "queue_enqueued_total";

    /// <summary>Counter of finished commands, by <c>state</c>: Succeeded, Refused.</summary>
    public const string Delivered = "queue_delivered_total";

    /// <summary>Counter of commands that were put back, by <c>reason</c>.</summary>
    public const string Retried = "queue_retried_total";

    /// <summary>
    /// Counter of commands that became dead letters, by <c>reason</c>: that of the handler, or <c>unreadable</c>, or
    /// <c>abandoned</c> (its workers crashed).
    /// </summary>
    public const string Dead = "queue_dead_total";

    /// <summary>Counter of commands that reached their time to live before they were delivered.</summary>
    public const string Expired = "queue_expired_total";

    /// <summary>Counter of leases that had passed to another worker before they were settled.</summary>
    public const string Stale = "queue_stale_leases_total";
}
