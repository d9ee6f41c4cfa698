using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The two caches. Copies are many and may be lost: memory is limited, writing to Redis is not repeated. Marks are few and may not: they are not
/// limited but by their lifetime, go out to the other replicas, and are written again when Redis is back.
/// </summary>
internal sealed class FusionCaches : IDisposable
{
    private static readonly TimeSpan RecoveryDelay = TimeSpan.FromSeconds(2);

    public FusionCaches(IOptions<CachingOptions> options, IRedisClient redis, PayloadCipher cipher, CacheInstruments instruments)
    {
        Copies = new(Options("copies"), new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.MemoryLimit }));
        Marks = new(Options("marks"));
        if (redis.IsConfigured)
        {
            var level = new EncryptedCache(new RedisCache(redis), cipher, instruments);
            Copies.SetupDistributedCache(level, new CopySerializer());
            Marks.SetupDistributedCache(level, new CopySerializer());
            Marks.SetupBackplane(new RedisBackplane(redis));
        }
    }

    public FusionCache Copies { get; }

    public FusionCache Marks { get; }

    public void Dispose()
    {
        Copies.Dispose();
        Marks.Dispose();
    }

    private static FusionCacheOptions Options(string name) => new()
    {
        CacheName = name,
        BackplaneChannelPrefix = name,
        // The keys are Redis' own, made for its slots and scripts.
        DistributedCacheKeyModifierMode = CacheKeyModifierMode.None,
        // Redis has a circuit of its own in its pipeline; a second one would reject without telling.
        DistributedCacheCircuitBreakerDuration = TimeSpan.Zero,
        BackplaneCircuitBreakerDuration = TimeSpan.Zero,
        // Marks do what tags would, by as-of times instead of times of writing.
        DisableTagging = true,
        PreferSyncSerialization = true,
        EnableAutoRecovery = name == "marks",
        AutoRecoveryDelay = RecoveryDelay,
        EnableSyncEventHandlersExecution = true,
        DefaultEntryOptions = new FusionCacheEntryOptions
        {
            ReThrowSerializationExceptions = false,
            AllowBackgroundDistributedCacheOperations = false,
            AllowBackgroundBackplaneOperations = false,
            SkipBackplaneNotifications = name != "marks",
        },
    };
}
