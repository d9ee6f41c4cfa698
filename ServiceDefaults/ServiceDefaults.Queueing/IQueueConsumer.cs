namespace ServiceDefaults.Queueing;

/// <summary>
/// The consumer side of a queue. <c>AddQueueWorker</c> calls all of it; use it directly for a worker of your own. Every
/// call that ends a lease may be repeated, and does nothing when another worker has the command by now.
/// </summary>
public interface IQueueConsumer
{
    /// <summary>
    /// Claims the first command of a group that no other worker has. The attempt is counted now, so that a command that
    /// crashes its workers becomes a dead letter in the end. A command that cannot be decrypted is not returned: it
    /// becomes a dead letter with the reason <c>unreadable</c> or, if this process lacks its key, counts a failure with
    /// the reason <c>unknown_key</c>.
    /// </summary>
    /// <param name="cancellationToken">
    /// Stops waiting for Redis. A command that was claimed all the same can be claimed again after its lease.
    /// </param>
    /// <returns>The leased command, or <see langword="null"/> when there is nothing to deliver now.</returns>
    ValueTask<QueueLease?> ClaimAsync(CancellationToken cancellationToken);

    /// <summary>Extends a lease by its full length from now.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>Whether the lease is still held; if not, stop the delivery.</returns>
    ValueTask<bool> RenewAsync(QueueLease lease, CancellationToken cancellationToken);

    /// <summary>Ends a lease with the outcome of the delivery.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="delivery">The outcome.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>
    /// The new state of the command, or <see langword="null"/> when the lease was lost before and nothing was changed.
    /// </returns>
    ValueTask<CommandState?> SettleAsync(QueueLease lease, Delivery delivery, CancellationToken cancellationToken);
}
