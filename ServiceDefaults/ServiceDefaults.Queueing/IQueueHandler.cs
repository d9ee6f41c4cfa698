namespace ServiceDefaults.Queueing;

/// <summary>Delivers the commands of one queue.</summary>
public interface IQueueHandler
{
    /// <summary>Whether delivering makes sense now. While it does not, no command is taken, and none uses up an attempt.</summary>
    bool IsReady { get; }

    /// <summary>
    /// Delivers a command. It can come more than once, so the other side has to know it by its key. An exception counts as <see cref="Delivery.Failed"/>.
    /// </summary>
    /// <param name="lease">The command.</param>
    /// <param name="cancellationToken">Is cancelled when the host stops, and when the command is not ours any more.</param>
    /// <returns>What came of it.</returns>
    Task<Delivery> DeliverAsync(QueueLease lease, CancellationToken cancellationToken);
}
