using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Stores invalidations. An invalidation applies in this process at once; other replicas get it by a message, and find
/// it in Redis if they missed the message. Therefore a lookup reads Redis even if the response is in memory. An
/// invalidation that Redis did not accept is stored here and sent again.
/// </summary>
internal sealed class InvalidationStore(
    RedisCacheEntries entries,
    IRedisClient redis,
    IOptions<CachingOptions> options,
    TimeProvider time) : BackgroundService
{
    private const string Channel = "ServiceDefaults.Caching.marks";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _lifetime = options.Value.InvalidationRetention;
    private readonly LocalInvalidations _local = new(
        time, options.Value.InvalidationRetention, options.Value.MaxInvalidations);
    private readonly ConcurrentDictionary<string, Invalidation> _unsent = new(StringComparer.Ordinal);

    /// <summary>The number of invalidations that wait to be sent to Redis.</summary>
    public int Unsent => _unsent.Count;

    public Invalidation Local(string tag) => _local.Of(tag);

    public void RaiseLocally(string tag, Invalidation invalidation) => _local.Raise(tag, invalidation);

    public Task RaiseAsync(IEnumerable<string> tags, InvalidationKind change)
    {
        var invalidation = Invalidation.Of(change, time.GetUtcNow());
        return Task.WhenAll(tags.Select(tag => RaiseAsync(tag, invalidation)));
    }

    /// <summary>
    /// Runs to its end even if the caller stops waiting: a lost invalidation is worse than a late one.
    /// </summary>
    public async Task RaiseAsync(string tag, Invalidation invalidation)
    {
        // In memory first: a read in this process must not find the outdated response while the invalidation is sent to
        // Redis.
        _local.Raise(tag, invalidation);
        (Activity.Current, RequestDeadline.Current) = (null, null);
        if (redis.IsConfigured && !await TrySendAsync(tag, invalidation).ConfigureAwait(false))
        {
            _unsent.AddOrUpdate(
                tag,
                static (_, added) => added,
                static (_, waiting, added) => Invalidation.Latest(waiting, added),
                invalidation);
        }
    }

    public async Task<Invalidation> LatestAsync(IEnumerable<string> tags, CancellationToken cancellationToken)
    {
        var invalidations = await Task.WhenAll(tags.Select(tag => LatestAsync(tag, cancellationToken)))
            .ConfigureAwait(false);
        return invalidations.Aggregate(default(Invalidation), Invalidation.Latest);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Lookups read Redis anyway, so a reconnect need not make up for missed messages.
        redis.Subscribe(Channel, Receive, onConnected: static () => { });
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryDelay, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var (tag, invalidation) in _unsent)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                if (await TrySendAsync(tag, invalidation).ConfigureAwait(false))
                {
                    // Removes this invalidation only: a later one that was added meanwhile stays.
                    _unsent.TryRemove(new(tag, invalidation));
                }
            }
        }
    }

    /// <summary>
    /// Writes to Redis before it publishes, because a replica that receives the message may read the invalidation at
    /// once.
    /// </summary>
    /// <returns>Whether nothing is left to send.</returns>
    private async Task<bool> TrySendAsync(string tag, Invalidation invalidation)
    {
        var left = invalidation.At + _lifetime - time.GetUtcNow();
        if (left <= TimeSpan.Zero || !redis.IsConnected)
        {
            return left <= TimeSpan.Zero;
        }

        try
        {
            await entries.SetInvalidationAsync(tag, invalidation, left).ConfigureAwait(false);
            await redis.ExecuteAsync(
                "publish",
                static (database, message) => database.PublishAsync(RedisChannel.Literal(Channel), message),
                InvalidationMessage.Write(tag, invalidation.At),
                CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // The change has already happened, so no failure of the cache, whatever its type, may reach the caller.
            return false;
        }
    }

    /// <summary>
    /// The message holds the time, not the kind, of the invalidation: the response is outdated either way, and the kind
    /// is in Redis. A foreign message may name any time; it is limited to that of a clock that is ahead by the
    /// retention of invalidations.
    /// </summary>
    private void Receive(byte[] message)
    {
        if (InvalidationMessage.TryRead(message) is (var tag, var ticks))
        {
            var latest = time.GetUtcNow() + _lifetime;
            _local.Raise(
                tag,
                Invalidation.OfUnknownKind(
                    ticks < latest.UtcTicks ? new(Math.Max(ticks, 0), TimeSpan.Zero) : latest));
        }
    }

    private async Task<Invalidation> LatestAsync(string tag, CancellationToken cancellationToken)
    {
        var shared = await entries.GetInvalidationAsync(tag, cancellationToken).ConfigureAwait(false);
        return Invalidation.Latest(_local.Of(tag), shared);
    }
}
