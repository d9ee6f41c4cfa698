namespace ServiceDefaults.Fallback;

/// <summary>A cache tag: what a response is about, such as one customer.</summary>
/// <param name="Kind">The kind of resource, one of a small set, such as <c>customer</c>.</param>
/// <param name="Id">The id of the resource; <see langword="null"/> for all resources of the kind.</param>
public readonly record struct CacheTag(string Kind, string? Id)
{
    /// <summary>Creates the tag that covers all resources of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The tag.</returns>
    public static CacheTag All(string kind) => new(kind, Id: null);
}
