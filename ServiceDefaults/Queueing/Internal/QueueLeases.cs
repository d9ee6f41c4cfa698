using ServiceDefaults.Retries;
using StackExchange.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>A queue as its workers see it.</summary>
internal sealed class QueueLeases(string name, ReliableQueueOptions options, QueueServer server, QueuePayloads payloads, QueueInstruments instruments) : IQueueLeases
{
    private const string Abandoned = "abandoned";
    private const string Unreadable = "unreadable";

    private readonly Backoff _backoff = Backoff.Create(BackoffKind.Exponential, options.BaseDelay, options.MaxDelay).WithJitter();

    public async ValueTask<QueueLease?> ClaimAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var token = Guid.NewGuid().ToString("N");
            var claim = await server.RunAsync(
                "queue_claim",
                LeaseScripts.Claim,
                cancellationToken,
                token,
                QueueServer.Milliseconds(options.Lease),
                options.MaxAttempts,
                QueueServer.Milliseconds(options.Lifetime)).ConfigureAwait(false);
            instruments.Expired(name, (long)claim[0]);
            instruments.Dead(name, Abandoned, (long)claim[1]);
            if (claim.Length == 2)
            {
                return null;
            }

            var id = (string)claim[2]!;
            var lease = new QueueLease(id, token, (int)claim[3], DateTimeOffset.FromUnixTimeMilliseconds((long)claim[4]), ReadOnlyMemory<byte>.Empty);
            if (payloads.DecryptPayload(id, (byte[]?)claim[5]) is { } payload)
            {
                return lease with { Payload = payload };
            }

            await SettleAsync(lease, Delivery.Undeliverable(Unreadable), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<bool> RenewAsync(QueueLease lease, CancellationToken cancellationToken) =>
        (bool)await server.RunAsync("queue_renew", LeaseScripts.Renew, cancellationToken, lease.Id, lease.Token, QueueServer.Milliseconds(options.Lease)).ConfigureAwait(false);

    public async ValueTask<CommandState?> SettleAsync(QueueLease lease, Delivery delivery, CancellationToken cancellationToken)
    {
        var result = delivery.Kind switch
        {
            DeliveryKind.Succeeded => await FinishAsync(lease, "succeeded", delivery, cancellationToken).ConfigureAwait(false),
            DeliveryKind.Refused => await FinishAsync(lease, "refused", delivery, cancellationToken).ConfigureAwait(false),
            DeliveryKind.Later => await PutBackAsync(lease, delivery, forgiven: 1, options.MaxAttempts, cancellationToken).ConfigureAwait(false),
            DeliveryKind.Failed => await PutBackAsync(lease, delivery, forgiven: 0, options.MaxAttempts, cancellationToken).ConfigureAwait(false),
            _ => await PutBackAsync(lease, delivery, forgiven: 0, deadFrom: 0, cancellationToken).ConfigureAwait(false),
        };
        CommandState? state = result.IsNull ? null : QueueServer.Read<CommandState>(result);
        instruments.Settled(name, state, delivery.Reason);
        return state;
    }

    private ValueTask<RedisResult> FinishAsync(QueueLease lease, string state, Delivery delivery, CancellationToken cancellationToken) => server.RunAsync(
        "queue_finish",
        LeaseScripts.Finish,
        cancellationToken,
        lease.Id,
        lease.Token,
        state,
        payloads.EncryptResult(lease.Id, delivery.Result));

    private ValueTask<RedisResult> PutBackAsync(QueueLease lease, Delivery delivery, int forgiven, int deadFrom, CancellationToken cancellationToken) => server.RunAsync(
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
