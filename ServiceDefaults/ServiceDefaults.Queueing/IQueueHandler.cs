namespace ServiceDefaults.Queueing;

/// <summary>Delivers the commands of one queue.</summary>
public interface IQueueHandler
{
    /// <summary>
    /// Whether commands can be delivered now. Otherwise no command is claimed, so that none uses up an attempt.
    /// </summary>
    bool IsReady { get; }

    /// <summary>
    /// Delivers a command. A command can be delivered more than once, so the receiver has to recognize its idempotency
    /// key. An exception counts as <see cref="Delivery.Fail"/>.
    /// </summary>
    /// <param name="lease">The leased command.</param>
    /// <param name="cancellationToken">Cancelled when the host stops, and when the lease is lost.</param>
    /// <returns>The outcome.</returns>
    Task<Delivery> DeliverAsync(QueueLease lease, CancellationToken cancellationToken);
}
