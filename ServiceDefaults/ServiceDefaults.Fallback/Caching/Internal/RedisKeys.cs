namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The keys in Redis. The subject's name is the hash tag, so that all of a subject is in one slot of a cluster, where one script can reach it.
/// </summary>
internal static class RedisKeys
{
    public static string Copy(CopyKey key) => $"copy:{{{key.Subject}}}:{key.Name}";

    public static string Mark(string subject) => $"mark:{{{subject}}}";

    /// <summary>The set of all keys of a subject's copies.</summary>
    public static string Index(string subject) => $"copies:{{{subject}}}";
}
