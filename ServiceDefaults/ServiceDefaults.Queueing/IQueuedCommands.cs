using StackExchange.Redis;

namespace ServiceDefaults.Queueing;

/// <summary>
/// Commands that wait in Redis until they can be delivered: encrypted, bounded, in order for each subject, and at least once, which the idempotency key
/// makes exactly once. Nothing here is pretended: while Redis is away every member throws (<see cref="RedisException"/>, or
/// <see cref="Polly.ExecutionRejectedException"/> when the pipeline <c>redis</c> gave up), and whoever does not know the answer may ask again.
/// </summary>
public interface IQueuedCommands
{
    /// <summary>
    /// Queues a command, once for each owner and key. When this returns the server has acknowledged it, and it survives the death of every process.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Ends the waiting. The command may be queued all the same.</param>
    /// <returns>What became of it, and its id.</returns>
    /// <exception cref="ArgumentException">The command has no subject, or too many.</exception>
    ValueTask<EnqueueResult> EnqueueAsync(QueuedCommand command, CancellationToken cancellationToken);

    /// <summary>The id of a command, whether it is queued or not.</summary>
    /// <param name="owner">On whose behalf.</param>
    /// <param name="idempotencyKey">What the owner calls it.</param>
    /// <returns>A keyed hash: 22 characters that are safe in URLs.</returns>
    string IdOf(CommandOwner owner, string idempotencyKey);

    /// <summary>
    /// Whether anything may wait, as far as this process knows without asking: <see langword="false"/> only for three sweep intervals after a count that found
    /// nothing, and not once this process has queued something. For when Redis does not answer.
    /// </summary>
    bool MayHaveWaiting { get; }

    /// <summary>Looks where a command would stand.</summary>
    /// <param name="owner">On whose behalf.</param>
    /// <param name="idempotencyKey">What the owner calls it.</param>
    /// <param name="subjects">What it is about; none where nobody can tell.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it is there already, and whether others are before it.</returns>
    ValueTask<QueuePlace> LookAsync(CommandOwner owner, string idempotencyKey, IReadOnlyList<string> subjects, CancellationToken cancellationToken);

    /// <summary>Whether any commands wait or are being delivered. Finished and dead ones do not count.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there are any.</returns>
    ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken);

    /// <summary>Finds a command of one owner.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">The owner; what belongs to another is not there.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is known, or <see langword="null"/>.</returns>
    ValueTask<CommandStatus?> FindAsync(string id, CommandOwner owner, CancellationToken cancellationToken);

    /// <summary>Lists dead commands of all owners, the oldest first. For operators.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is known of each.</returns>
    ValueTask<IReadOnlyList<CommandStatus>> ListDeadAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Queues a dead command again. For operators.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What became of it.</returns>
    ValueTask<RedriveOutcome> RedriveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Sweeps a batch of commands away that have had their lifetime, and counts the others.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many there are.</returns>
    ValueTask<QueueDepth> SweepAsync(CancellationToken cancellationToken);
}
