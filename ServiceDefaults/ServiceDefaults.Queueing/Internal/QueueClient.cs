using StackExchange.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>The side of a queue for owners and operators.</summary>
internal sealed class QueueClient(
    string name,
    ReliableQueueOptions options,
    QueueServer server,
    QueuePayloads payloads,
    QueueInstruments instruments,
    TimeProvider time) : IQueueClient
{
    private const int SweepBatch = 500;

    private readonly EmptyQueueHint _emptyQueueHint = new(options.SweepInterval, time);

    public bool MayHaveWaiting => !_emptyQueueHint.WasEmpty;

    public string IdOf(CommandOwner owner, string idempotencyKey) => payloads.Id(owner, idempotencyKey);

    public async ValueTask<EnqueueResult> EnqueueAsync(QueuedCommand command, CancellationToken cancellationToken)
    {
        var id = payloads.Id(command.Owner, command.IdempotencyKey);
        var result = await AddAsync(
            "queue_enqueue",
            QueueScripts.Enqueue,
            cancellationToken,
            id,
            payloads.Owner(command.Owner),
            payloads.Fingerprint(command.Fingerprint),
            payloads.EncryptPayload(id, command.Payload),
            payloads.GroupKeys(command.Owner.Tenant, command.GroupKeys),
            options.MaxLength,
            // Redis deletes the command by itself when no process is left to sweep.
            QueueServer.Milliseconds(options.TimeToLive * 2)).ConfigureAwait(false);
        var outcome = QueueServer.Read<EnqueueOutcome>(result);
        instruments.Enqueued(name, outcome);
        return new(outcome, id);
    }

    public async ValueTask<QueuePosition> PeekAsync(
        CommandOwner owner,
        string idempotencyKey,
        IReadOnlyList<string> groupKeys,
        CancellationToken cancellationToken)
    {
        var position = await server.RunAsync(
            "queue_look",
            QueueScripts.Peek,
            cancellationToken,
            payloads.Id(owner, idempotencyKey),
            payloads.Owner(owner),
            payloads.NamesOf(owner.Tenant, groupKeys)).ConfigureAwait(false);
        return new((bool)position[0], (bool)position[1]);
    }

    public async ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken) =>
        (bool)await server.RunAsync("queue_has_waiting", QueueScripts.HasWaiting, cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask<CommandStatus?> FindAsync(string id, CommandOwner owner, CancellationToken cancellationToken)
    {
        var known = await server.RunAsync("queue_find", QueueScripts.Find, cancellationToken, id).ConfigureAwait(false);
        return string.Equals((string?)known[6], payloads.Owner(owner), StringComparison.Ordinal)
            ? Status(id, known)
            : null;
    }

    public async ValueTask<IReadOnlyList<CommandStatus>> ListDeadLettersAsync(
        int limit, CancellationToken cancellationToken)
    {
        var all = await server.RunAsync("queue_list_dead", QueueScripts.ListDead, cancellationToken, limit)
            .ConfigureAwait(false);
        return [.. ((RedisResult[])all!).Where(entry => !entry[1][0].IsNull)
            .Select(entry => Status((string)entry[0]!, entry[1]))];
    }

    public async ValueTask<RedriveOutcome> RedriveAsync(string id, CancellationToken cancellationToken) =>
        QueueServer.Read<RedriveOutcome>(
            await AddAsync("queue_redrive", QueueScripts.Redrive, cancellationToken, id).ConfigureAwait(false));

    public async ValueTask<QueueDepth> SweepAsync(CancellationToken cancellationToken)
    {
        var begun = _emptyQueueHint.Begin();
        var counts = (long[])(await server.RunAsync(
            "queue_sweep",
            QueueScripts.Sweep,
            cancellationToken,
            QueueServer.Milliseconds(options.TimeToLive),
            SweepBatch).ConfigureAwait(false))!;
        _emptyQueueHint.End(begun, isEmpty: counts[1] == 0);
        instruments.Expired(name, counts[0]);
        return new(counts[1] - counts[2], counts[2], counts[3], counts[4], TimeSpan.FromMilliseconds(counts[5]));
    }

    // Before the call, because it may take effect without a reply; and after it, because a count may have begun in
    // between.
    private async ValueTask<RedisResult> AddAsync(
        string operation, string script, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        _emptyQueueHint.Reset();
        try
        {
            return await server.RunAsync(operation, script, cancellationToken, arguments).ConfigureAwait(false);
        }
        finally
        {
            _emptyQueueHint.Reset();
        }
    }

    private CommandStatus Status(string id, RedisResult known) => new(
        id,
        QueueServer.Read<CommandState>(known[0]),
        (int)known[1],
        DateTimeOffset.FromUnixTimeMilliseconds((long)known[2]),
        (string?)known[3],
        payloads.DecryptResult(id, (byte[]?)known[4]),
        payloads.DecryptPayload(id, (byte[]?)known[5]));
}
