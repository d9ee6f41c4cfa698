namespace ServiceDefaults.Queueing;

/// <summary>The names of the metrics. Each has the tag <c>queue</c>; none carries a key or an id.</summary>
public static class QueueMetrics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ServiceDefaults.Queueing";

    /// <summary>Gauge of commands, by <c>state</c>: Queued, Delivering, Dead, Finished.</summary>
    public const string Depth = "queue_depth";

    /// <summary>Gauge of the age of the oldest command that is not finished.</summary>
    public const string OldestAge = "queue_oldest_age_seconds";

    /// <summary>Counter of commands that were to be queued, by <c>outcome</c> (<see cref="EnqueueOutcome"/>).</summary>
    public const string Enqueued = "queue_enqueued_total";

    /// <summary>Counter of finished commands, by <c>state</c>: Succeeded, Refused.</summary>
    public const string Delivered = "queue_delivered_total";

    /// <summary>Counter of commands that were put back, by <c>reason</c>.</summary>
    public const string Retried = "queue_retried_total";

    /// <summary>Counter of commands that died, by <c>reason</c>: the handler's, or <c>unreadable</c>, or <c>abandoned</c> (its workers died with it).</summary>
    public const string Dead = "queue_dead_total";

    /// <summary>Counter of commands whose lifetime ended before they were delivered.</summary>
    public const string Expired = "queue_expired_total";

    /// <summary>Counter of leases that somebody else had by the time they were to be settled.</summary>
    public const string Stale = "queue_stale_leases_total";
}
