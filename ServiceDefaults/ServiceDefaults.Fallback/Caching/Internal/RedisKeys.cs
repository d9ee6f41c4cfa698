namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The keys in Redis. The hashed name of the cache tag is the Redis hash tag, so that all keys of a cache tag are in
/// one slot of a cluster, where one script can access them.
/// </summary>
internal static class RedisKeys
{
    public static string Response(CachedResponseKey key) => $"copy:{{{key.Tag}}}:{key.Name}";

    public static string Invalidation(string tag) => $"mark:{{{tag}}}";

    /// <summary>The set of the keys of all cached responses of a tag.</summary>
    public static string Index(string tag) => $"copies:{{{tag}}}";
}
