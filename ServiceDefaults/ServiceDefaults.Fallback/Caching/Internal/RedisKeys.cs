namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The keys in Redis. The subject's name is the hash tag, so that all of a subject is in one slot of a cluster, where one script can reach it.
/// </summary>
internal static class RedisKeys
{
    private const string CopyPrefix = "copy:{";
    private const string MarkPrefix = "mark:{";
    private const string IndexPrefix = "copies:{";

    public static string Copy(CopyKey key) => $"{CopyPrefix}{key.Subject}}}:{key.Name}";

    public static string Mark(string subject) => $"{MarkPrefix}{subject}}}";

    public static string Index(string subject) => $"{IndexPrefix}{subject}}}";

    public static bool IsMark(string key) => key.StartsWith(MarkPrefix, StringComparison.Ordinal);

    /// <summary>The subject of a mark's key, if it is one.</summary>
    public static string? MarkedBy(string key) => IsMark(key) && key.EndsWith('}') ? key[MarkPrefix.Length..^1] : null;

    /// <summary>The subject of a copy's key or of a mark's.</summary>
    public static string SubjectOf(string key)
    {
        var start = key.IndexOf('{', StringComparison.Ordinal) + 1;
        return key[start..key.IndexOf('}', start)];
    }
}
