using ServiceDefaults.Bulkheads;
using ServiceDefaults.RateLimiting;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Decides which options are in force.</summary>
internal static class SettingsInForce
{
    private const string Switch = "Enabled";

    /// <summary>Returns whether an option of a dependency is used.</summary>
    /// <param name="dependency">The dependency.</param>
    /// <param name="options">The options of the dependency.</param>
    /// <param name="path">The path of the option.</param>
    public static bool Has(DependencyRegistration dependency, DependencyOptions options, string path) =>
        !IsPartOfWhatIsOff(options, path)
        && !(options.RateLimit.Algorithm != RateLimitAlgorithm.TokenBucket && path is "RateLimit:Burst")
        && dependency.Unread().All(unread => !IsIn(unread.Path, path));

    private static bool IsPartOfWhatIsOff(DependencyOptions options, string path) =>
        Off(options).Any(section => IsIn(section, path) && path != $"{section}:{Switch}");

    private static IEnumerable<string> Off(DependencyOptions options)
    {
        (string Name, bool IsOn)[] sections =
        [
            (nameof(options.TotalTimeout), options.TotalTimeout.Enabled),
            (nameof(options.RateLimit), options.RateLimit.Enabled),
            (nameof(options.Bulkhead), options.Bulkhead.Enabled),
            (nameof(options.CircuitBreaker), options.CircuitBreaker.Enabled),
            (nameof(options.Retry), options.Retry.Enabled),
            (nameof(options.AttemptTimeout), options.AttemptTimeout.Enabled),
            (nameof(options.HealthProbe), options.HealthProbe.Enabled),
        ];
        return sections.Concat(Adaptive(options.Bulkhead)).Where(section => !section.IsOn)
            .Select(section => section.Name);
    }

    private static IEnumerable<(string Name, bool IsOn)> Adaptive(BulkheadOptions bulkhead) =>
        bulkhead.Criticalities.Select(pair => ($"{nameof(BulkheadOptions.Criticalities)}:{pair.Key}:", pair.Value))
            .Append((string.Empty, bulkhead))
            .Select(item => (
                $"{nameof(DependencyOptions.Bulkhead)}:{item.Item1}{nameof(BulkheadLimits.Adaptive)}",
                item.Item2.Adaptive.Enabled));

    private static bool IsIn(string section, string path) =>
        path.StartsWith(section, StringComparison.Ordinal)
            && (path.Length == section.Length || path[section.Length] == ':');
}
