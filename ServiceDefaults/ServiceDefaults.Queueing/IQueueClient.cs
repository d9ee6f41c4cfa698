using StackExchange.Redis;

namespace ServiceDefaults.Queueing;

/// <summary>
/// A queue of commands that wait in Redis until they can be delivered. They are encrypted and limited in number, and
/// commands with the same group key are delivered in order. Each is delivered at least once, which the idempotency key
/// makes exactly once. While Redis is unavailable, every member throws (<see cref="RedisException"/>, or
/// <see cref="Polly.ExecutionRejectedException"/> when the pipeline <c>redis</c> rejects the call), and the call may be
/// repeated.
/// </summary>
public interface IQueueClient
{
    /// <summary>
    /// Queues a command, once for each owner and key. When this returns, the server has acknowledged the command, and
    /// it survives the end of every process.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting for Redis. The command may be queued all the same.</param>
    /// <returns>The outcome, and the id of the command.</returns>
    /// <exception cref="ArgumentException">The command has no group key, or too many.</exception>
    ValueTask<EnqueueResult> EnqueueAsync(QueuedCommand command, CancellationToken cancellationToken);

    /// <summary>Computes the id of a command, whether it is queued or not.</summary>
    /// <param name="owner">The owner of the command.</param>
    /// <param name="idempotencyKey">The owner's idempotency key.</param>
    /// <returns>A keyed hash: 22 characters that are safe in URLs.</returns>
    string IdOf(CommandOwner owner, string idempotencyKey);

    /// <summary>
    /// Whether commands may be waiting, determined without a call to Redis, for use when Redis does not respond. It is
    /// <see langword="false"/> only for three sweep intervals after a count that found the queue empty, and only while
    /// this process has queued nothing since.
    /// </summary>
    bool MayHaveWaiting { get; }

    /// <summary>Gets the position that a command has or would have.</summary>
    /// <param name="owner">The owner of the command.</param>
    /// <param name="idempotencyKey">The owner's idempotency key.</param>
    /// <param name="groupKeys">Its group keys; none when they are unknown.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>Whether the command exists already, and whether others are before it.</returns>
    ValueTask<QueuePosition> PeekAsync(
        CommandOwner owner,
        string idempotencyKey,
        IReadOnlyList<string> groupKeys,
        CancellationToken cancellationToken);

    /// <summary>
    /// Whether commands wait or are being delivered. Finished commands and dead letters do not count.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>Whether there are any.</returns>
    ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken);

    /// <summary>Finds a command of one owner.</summary>
    /// <param name="id">The id of the command.</param>
    /// <param name="owner">The owner; commands of other owners are not found.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>The status, or <see langword="null"/> when there is no such command.</returns>
    ValueTask<CommandStatus?> FindAsync(string id, CommandOwner owner, CancellationToken cancellationToken);

    /// <summary>Lists the dead letters of all owners, oldest first. For operators.</summary>
    /// <param name="limit">The maximum number.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>The status of each.</returns>
    ValueTask<IReadOnlyList<CommandStatus>> ListDeadLettersAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Redrives a dead letter: queues it again. For operators.</summary>
    /// <param name="id">The id of the command.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>The outcome.</returns>
    ValueTask<RedriveOutcome> RedriveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes a batch of commands that have reached their time to live, and counts the others.</summary>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>The depth of the queue.</returns>
    ValueTask<QueueDepth> SweepAsync(CancellationToken cancellationToken);
}
