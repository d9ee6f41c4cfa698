using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>
/// The channels that this host subscribes to. The client resubscribes by itself after a lost connection, but not before
/// the first connection.
/// </summary>
internal sealed class RedisSubscriptions
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _all = [];

    /// <summary>
    /// Reads the connection after adding the subscription, so that either this method or <see cref="Resume"/> finds
    /// both.
    /// </summary>
    public void Add(Subscription subscription, Func<IConnectionMultiplexer?> connection)
    {
        lock (_lock)
        {
            _all.Add(subscription);
        }

        if (connection() is { } multiplexer)
        {
            Subscribe(subscription, multiplexer);
        }
    }

    /// <summary>Subscribes to all channels that were added before there was a connection.</summary>
    public void Resume(IConnectionMultiplexer multiplexer)
    {
        foreach (var subscription in Snapshot())
        {
            Subscribe(subscription, multiplexer);
        }
    }

    public void Connected()
    {
        foreach (var subscription in Snapshot())
        {
            subscription.OnConnected();
        }
    }

    // Does not wait for the server: the client stores the subscription and sends it with the next connection.
    private static void Subscribe(Subscription subscription, IConnectionMultiplexer multiplexer)
    {
        if (subscription.Begin())
        {
            multiplexer.GetSubscriber().Subscribe(
                RedisChannel.Literal(subscription.Channel), CommandFlags.FireAndForget)
                .OnMessage(message => subscription.OnMessage((byte[])message.Message!));
        }
    }

    private List<Subscription> Snapshot()
    {
        lock (_lock)
        {
            return [.. _all];
        }
    }

    internal sealed record Subscription(string Channel, Action<byte[]> OnMessage, Action OnConnected)
    {
        private int _begun;

        // Both Add and Resume find a subscription that is added while the first connection opens; only one of them
        // subscribes.
        public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;
    }
}
