namespace ServiceDefaults.Fallback;

/// <summary>Where an answer comes from: the guide's four sources.</summary>
public enum DataSource
{
    /// <summary>The one that is asked first, just now.</summary>
    Primary,

    /// <summary>Another one that knows the same, just now.</summary>
    Fallback,

    /// <summary>A copy of an earlier answer.</summary>
    Cache,

    /// <summary>Nobody: a value that does no harm stands in.</summary>
    Default,
}
