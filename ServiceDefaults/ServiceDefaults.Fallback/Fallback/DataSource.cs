namespace ServiceDefaults.Fallback;

/// <summary>The source of a response: one of the guide's four.</summary>
public enum DataSource
{
    /// <summary>The primary source, called now.</summary>
    Primary,

    /// <summary>Another source of the same data, called now.</summary>
    Fallback,

    /// <summary>A cached response.</summary>
    Cache,

    /// <summary>The configured default value, which must be harmless.</summary>
    Default,
}
