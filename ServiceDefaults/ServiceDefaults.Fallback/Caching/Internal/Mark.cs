namespace ServiceDefaults.Caching.Internal;

/// <summary>That something changed, or is gone.</summary>
/// <param name="At">Copies as old as this, or older, are wrong.</param>
/// <param name="KnownAt">When the latest change was of which it is known what it was; a message from another replica does not say.</param>
/// <param name="IsErasure">Whether that one was an erasure.</param>
internal readonly record struct Mark(DateTimeOffset At, DateTimeOffset KnownAt, bool IsErasure)
{
    public static Mark Of(SubjectChange change, DateTimeOffset at) => new(at, at, change == SubjectChange.Erased);

    /// <summary>One of which only the time is known.</summary>
    public static Mark Heard(DateTimeOffset at) => new(at, default, IsErasure: false);

    /// <summary>Both together. Of two changes at the same instant the erasure was the second: nothing changes after it.</summary>
    public static Mark Latest(Mark one, Mark other)
    {
        var at = one.At > other.At ? one.At : other.At;
        var isOther = other.KnownAt > one.KnownAt || (other.KnownAt == one.KnownAt && other.IsErasure);
        return isOther ? other with { At = at } : one with { At = at };
    }

    /// <summary>A copy as old as the change may have been read before it.</summary>
    public bool Outdates(Copy copy) => copy.AsOf <= At;
}
