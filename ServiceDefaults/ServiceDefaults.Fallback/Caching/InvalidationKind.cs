namespace ServiceDefaults.Caching;

/// <summary>The kind of an invalidation.</summary>
public enum InvalidationKind
{
    /// <summary>The resource may have changed.</summary>
    Changed,

    /// <summary>The resource does not exist any more.</summary>
    Erased,
}
