namespace ServiceDefaults.Caching;

/// <summary>A cached response with its as-of time.</summary>
/// <param name="AsOf">
/// The time just before the request was sent to the source. The response is at least as recent.
/// </param>
/// <param name="Version">
/// The version of the response, such as an entity tag; <see langword="null"/> when it has none.
/// </param>
/// <param name="Tags">
/// The hashed names of its further cache tags (<see cref="IFallbackCache.NameOf"/>). An invalidation of any of them
/// outdates the response.
/// </param>
/// <param name="Payload">The serialized response.</param>
public sealed record CachedResponse(
    DateTimeOffset AsOf, string? Version, IReadOnlyList<string> Tags, ReadOnlyMemory<byte> Payload)
{
    private const int Bookkeeping = 512;

    /// <summary>The approximate size in memory, in bytes.</summary>
    internal int Size => Payload.Length + Bookkeeping;
}
