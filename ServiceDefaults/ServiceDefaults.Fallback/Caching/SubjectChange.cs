namespace ServiceDefaults.Caching;

/// <summary>Why copies are not to be believed any more.</summary>
public enum SubjectChange
{
    /// <summary>The subject may have been changed.</summary>
    Changed,

    /// <summary>The subject exists no more.</summary>
    Erased,
}
