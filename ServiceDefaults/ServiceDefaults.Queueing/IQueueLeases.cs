namespace ServiceDefaults.Queueing;

/// <summary>
/// The side of a queue that delivers. <c>AddQueueWorker</c> does all of this; use it directly for a worker of your own. Every call that ends a lease may
/// be repeated, and does nothing when somebody else has the command by now.
/// </summary>
public interface IQueueLeases
{
    /// <summary>
    /// Takes the first command of a group that nobody else has. The attempt is counted now, so that a command that kills its workers is dead in the end.
    /// A command that cannot be decrypted is never given out: it is dead, with the reason <c>unreadable</c>.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting. A command that was taken all the same can be taken again when its lease has ended.</param>
    /// <returns>The command, or <see langword="null"/> when there is nothing to do now.</returns>
    ValueTask<QueueLease?> ClaimAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a command for the length of another lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it is still ours; when not, stop.</returns>
    ValueTask<bool> RenewAsync(QueueLease lease, CancellationToken cancellationToken);

    /// <summary>Ends the lease by what came of the delivery.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="delivery">What came of it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The command's state now, or <see langword="null"/> when it was not ours any more and nothing was changed.</returns>
    ValueTask<CommandState?> SettleAsync(QueueLease lease, Delivery delivery, CancellationToken cancellationToken);
}
