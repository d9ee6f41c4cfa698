using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>The channels this host listens to. The client subscribes again by itself after a lost connection, but not before the first one.</summary>
internal sealed class RedisSubscriptions
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _all = [];

    /// <summary>Looks for the connection after the subscription is known, so that one of the two, this or <see cref="Resume"/>, sees the other.</summary>
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

    /// <summary>Subscribes to everything that was asked for before there was a connection.</summary>
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

    // Without waiting for the server: the client keeps the wish, and fulfils it with the next connection.
    private static void Subscribe(Subscription subscription, IConnectionMultiplexer multiplexer)
    {
        if (subscription.Begin())
        {
            multiplexer.GetSubscriber().Subscribe(RedisChannel.Literal(subscription.Channel), CommandFlags.FireAndForget)
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

        // Added while the first connection comes up, it is met both ways.
        public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;
    }
}
