using System.Collections.Concurrent;
using ServiceDefaults.Encryption;
using ServiceDefaults.Retries;
using StackExchange.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>The consumer side of a queue, for workers.</summary>
internal sealed class QueueConsumer(
    string name,
    ReliableQueueOptions options,
    QueueServer server,
    QueuePayloads payloads,
    QueueInstruments instruments) : IQueueConsumer
{
    private const string Abandoned = "abandoned";
    private const string Unreadable = "unreadable";
    private const string UnknownKey = "unknown_key";

    // The tokens of claims without a reply are used again; a command that such a claim took would otherwise wait for a
    // lease that no worker holds to expire.
    private readonly ConcurrentQueue<string> _tokensWithoutReply = [];

    private readonly Backoff _backoff = Backoff.Create(BackoffKind.Exponential, options.BaseDelay, options.MaxDelay)
        .WithJitter();

    public async ValueTask<QueueLease?> ClaimAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (token, claim) = await SendClaimAsync(cancellationToken).ConfigureAwait(false);
            instruments.Expired(name, (long)claim[0]);
            instruments.DeadLettered(name, Abandoned, (long)claim[1]);
            if (claim.Length == 2)
            {
                return null;
            }

            var id = (string)claim[2]!;
            var lease = new QueueLease(
                id,
                token,
                (int)claim[3],
                DateTimeOffset.FromUnixTimeMilliseconds((long)claim[4]),
                ReadOnlyMemory<byte>.Empty);
            var reading = payloads.TryDecryptPayload(id, (byte[]?)claim[5], out var payload);
            if (reading == DecryptionStatus.Decrypted)
            {
                return lease with { Payload = payload };
            }

            // This process gets a new key when it restarts; until then other processes can deliver the command.
            var delivery = reading == DecryptionStatus.UnknownKey
                ? Delivery.Fail(UnknownKey)
                : Delivery.DeadLetter(Unreadable);
            await SettleAsync(lease, delivery, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<bool> RenewAsync(QueueLease lease, CancellationToken cancellationToken) =>
        (bool)await server.RunAsync(
            "queue_renew",
            LeaseScripts.Renew,
            cancellationToken,
            lease.Id,
            lease.Token,
            QueueServer.Milliseconds(options.Lease)).ConfigureAwait(false);

    public async ValueTask<CommandState?> SettleAsync(
        QueueLease lease, Delivery delivery, CancellationToken cancellationToken)
    {
        var result = delivery.Kind switch
        {
            DeliveryKind.Succeeded =>
                await FinishAsync(lease, "succeeded", delivery, cancellationToken).ConfigureAwait(false),
            DeliveryKind.Refused =>
                await FinishAsync(lease, "refused", delivery, cancellationToken).ConfigureAwait(false),
            DeliveryKind.Later => await PutBackAsync(
                lease, delivery, forgiven: 1, options.MaxAttempts, cancellationToken).ConfigureAwait(false),
            DeliveryKind.Failed => await PutBackAsync(
                lease, delivery, forgiven: 0, options.MaxAttempts, cancellationToken).ConfigureAwait(false),
            _ => await PutBackAsync(lease, delivery, forgiven: 0, deadFrom: 0, cancellationToken).ConfigureAwait(false),
        };
        CommandState? state = result.IsNull ? null : QueueServer.Read<CommandState>(result);
        instruments.Settled(name, state, delivery.Reason);
        return state;
    }

    private async ValueTask<(string Token, RedisResult Claim)> SendClaimAsync(CancellationToken cancellationToken)
    {
        var token = _tokensWithoutReply.TryDequeue(out var earlier) ? earlier : Guid.NewGuid().ToString("N");
        try
        {
            return (token, await server.RunAsync(
                "queue_claim",
                LeaseScripts.Claim,
                cancellationToken,
                token,
                QueueServer.Milliseconds(options.Lease),
                options.MaxAttempts,
                QueueServer.Milliseconds(options.TimeToLive)).ConfigureAwait(false));
        }
        catch
        {
            _tokensWithoutReply.Enqueue(token);
            throw;
        }
    }

    private ValueTask<RedisResult> FinishAsync(
        QueueLease lease, string state, Delivery delivery, CancellationToken cancellationToken) => server.RunAsync(
        "queue_finish",
        LeaseScripts.Finish,
        cancellationToken,
        lease.Id,
        lease.Token,
        state,
        payloads.EncryptResult(lease.Id, delivery.Result));

    private ValueTask<RedisResult> PutBackAsync(
        QueueLease lease,
        Delivery delivery,
        int forgiven,
        int deadFrom,
        CancellationToken cancellationToken) => server.RunAsync(
        "queue_put_back",
        LeaseScripts.PutBack,
        cancellationToken,
        lease.Id,
        lease.Token,
        delivery.Reason,
        QueueServer.Milliseconds(delivery.Delay ?? _backoff.DelayFor(lease.Attempt - 1)),
        forgiven,
        deadFrom);
}
