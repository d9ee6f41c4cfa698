namespace ServiceDefaults.Fallback;

/// <summary>The names of the strategies that are here, for the order in the settings.</summary>
public static class FallbackStrategies
{
    /// <summary>Another service.</summary>
    public const string Service = "service";

    /// <summary>The last known answer.</summary>
    public const string Cache = "cache";

    /// <summary>A value that does no harm.</summary>
    public const string Default = "default";
}
