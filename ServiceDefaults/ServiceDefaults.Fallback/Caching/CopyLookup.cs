namespace ServiceDefaults.Caching;

/// <summary>What was found under a key.</summary>
/// <param name="Copy">The copy, when there is one that is still to be believed.</param>
/// <param name="ErasedAt">When the subject was found to exist no more, if that is known.</param>
public readonly record struct CopyLookup(Copy? Copy, DateTimeOffset? ErasedAt)
{
    /// <summary>Nothing is known.</summary>
    public static CopyLookup Nothing => default;
}
