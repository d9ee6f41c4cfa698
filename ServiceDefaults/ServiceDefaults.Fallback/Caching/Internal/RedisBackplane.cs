using ServiceDefaults.Redis;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane;

namespace ServiceDefaults.Caching.Internal;

/// <summary>Tells the other replicas by publish and subscribe. A message holds the name of a mark and a time, nothing else.</summary>
internal sealed class RedisBackplane(IRedisClient redis) : IFusionCacheBackplane
{
    private string _channel = "";
    private int _connections;

    public void Subscribe(BackplaneSubscriptionOptions options)
    {
        _channel = options.ChannelName ?? throw new InvalidOperationException("A backplane needs a channel.");
        redis.Subscribe(_channel, bytes => Receive(bytes, options), () => Connected(options));
    }

    public ValueTask SubscribeAsync(BackplaneSubscriptionOptions options)
    {
        Subscribe(options);
        return ValueTask.CompletedTask;
    }

    // The connection ends with the host, and with it the subscription.
    public void Unsubscribe()
    {
    }

    public ValueTask UnsubscribeAsync() => ValueTask.CompletedTask;

    public async ValueTask PublishAsync(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default) => await redis.ExecuteAsync(
        "publish",
        static (database, call) => database.PublishAsync(RedisChannel.Literal(call._channel), call.Bytes),
        (_channel, Bytes: BackplaneMessage.ToByteArray(message)),
        token).ConfigureAwait(false);

    public void Publish(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default) =>
        throw new NotSupportedException("Redis is only asked asynchronously.");

    private static void Receive(byte[] bytes, BackplaneSubscriptionOptions options)
    {
        if (TryRead(bytes) is { } message)
        {
            _ = options.IncomingMessageHandlerAsync?.Invoke(message).AsTask();
        }
    }

    private void Connected(BackplaneSubscriptionOptions options) =>
        _ = options.ConnectHandlerAsync?.Invoke(new(isReconnection: Interlocked.Increment(ref _connections) > 1)).AsTask();

    // Whoever can publish can send us anything.
    private static BackplaneMessage? TryRead(byte[] bytes)
    {
        try
        {
            return BackplaneMessage.FromByteArray(bytes);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
