namespace ServiceDefaults.Caching.Internal;

/// <summary>An invalidation: a resource changed, or does not exist any more.</summary>
/// <param name="At">Cached responses as old as this, or older, are outdated.</param>
/// <param name="KnownAt">
/// The time of the latest change whose kind is known; a message from another replica does not hold the kind.
/// </param>
/// <param name="IsErasure">Whether that change was an erasure.</param>
internal readonly record struct Invalidation(DateTimeOffset At, DateTimeOffset KnownAt, bool IsErasure)
{
    public static Invalidation Of(InvalidationKind change, DateTimeOffset at) => new(
        at, at, change == InvalidationKind.Erased);

    /// <summary>Creates an invalidation of which only the time is known.</summary>
    public static Invalidation OfUnknownKind(DateTimeOffset at) => new(at, default, IsErasure: false);

    /// <summary>
    /// Merges two invalidations. Of two changes at the same instant the erasure is the later: nothing changes after it.
    /// </summary>
    public static Invalidation Latest(Invalidation one, Invalidation other)
    {
        var at = one.At > other.At ? one.At : other.At;
        var isOther = other.KnownAt > one.KnownAt || (other.KnownAt == one.KnownAt && other.IsErasure);
        return isOther ? other with { At = at } : one with { At = at };
    }

    /// <summary>A response as old as the change may have been read before it.</summary>
    public bool Outdates(CachedResponse response) => response.AsOf <= At;
}
