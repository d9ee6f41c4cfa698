namespace ServiceDefaults.Fallback;

/// <summary>The names of the built-in strategies, for <see cref="FallbackOptions.Order"/>.</summary>
public static class FallbackStrategies
{
    /// <summary>Calls another service.</summary>
    public const string Service = "service";

    /// <summary>Returns the last cached response.</summary>
    public const string Cache = "cache";

    /// <summary>Returns a harmless default value.</summary>
    public const string Default = "default";
}
