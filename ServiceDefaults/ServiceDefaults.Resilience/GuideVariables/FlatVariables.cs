using System.Globalization;
using ServiceDefaults.GuideVariables.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.GuideVariables;

/// <summary>
/// The guide's flat environment variables, as names for settings of ours. Times are in seconds. Where a variable names a service, its
/// underscores are hyphens in ours: <c>RETRY_PATIENT_API_MAX_ATTEMPTS</c> is of the pipeline <c>patient-api</c>. A variable of all services is
/// one of every kind, because each kind has numbers of its own.
/// </summary>
public static class FlatVariables
{
    // The first that fits decides: what is said of all services comes before what could be the name of one.
    private static readonly FlatVariable[] Known =
    [
        new("CIRCUIT_BREAKER_ENABLED", ("CircuitBreaker:Enabled", Flag)),
        new("CIRCUIT_BREAKER_FAILURE_THRESHOLD", ("CircuitBreaker:FailureThreshold", Number)),
        new("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", ("CircuitBreaker:BreakDuration", Seconds)),
        // Not of a cache: one that is waited for as long as its source is none, and its outage would be everybody's.
        new("DEFAULT_TIMEOUT", ("AttemptTimeout:Duration", Seconds))
        {
            Kinds = [.. FlatVariable.AllKinds.Where(kind => kind != FlatVariable.CacheKind)],
        },
        new("RETRY_MAX_ATTEMPTS", ("Retry:MaxAttempts", Number)),
        new("RETRY_BASE_DELAY", ("Retry:BaseDelay", Seconds)),
        new("RETRY_MAX_DELAY", ("Retry:MaxDelay", Seconds)),
        new("HEALTH_CHECK_INTERVAL", ("HealthProbe:Interval", Seconds)) { Kinds = [FlatVariable.HttpKind] },
        new("HEALTH_CHECK_TIMEOUT", ("HealthProbe:Timeout", Seconds)) { Kinds = [FlatVariable.HttpKind] },
        // Who names one service wants it for that, also where its kind does without.
        new("RETRY_*_MAX_ATTEMPTS", ("Retry:MaxAttempts", Number), ("Retry:Enabled", _ => "true")),
        new("RETRY_*_BASE_DELAY", ("Retry:BaseDelay", Seconds)),
        new("RETRY_*_MAX_DELAY", ("Retry:MaxDelay", Seconds)),
        new("CIRCUIT_*_FAILURE_THRESHOLD", ("CircuitBreaker:FailureThreshold", Number)),
        new("CIRCUIT_*_RECOVERY_TIMEOUT", ("CircuitBreaker:BreakDuration", Seconds)),
        new(
            "RATE_LIMIT_*_REQUESTS_PER_MINUTE",
            ("RateLimit:Permits", Number), ("RateLimit:Burst", Tenth), ("RateLimit:Period", _ => "00:01:00"), ("RateLimit:Enabled", _ => "true")),
        new("RATE_LIMIT_*_STRATEGY", ("RateLimit:Algorithm", Algorithm)),
    ];

    /// <summary>The names that are understood; an asterisk stands for a service.</summary>
    public static IEnumerable<string> Names => Known.Select(variable => variable.Pattern);

    /// <summary>Translates what it knows and leaves out the rest.</summary>
    /// <param name="variables">Environment variables.</param>
    /// <returns>Settings under <see cref="ResilienceSections.Root"/>.</returns>
    /// <exception cref="SettingsException">A variable that it knows has a value that cannot be read; the message quotes both.</exception>
    public static IDictionary<string, string?> Translate(IEnumerable<KeyValuePair<string, string?>> variables)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables)
        {
            IReadOnlyList<string> sections = [];
            if (string.IsNullOrWhiteSpace(value) || Array.Find(Known, known => known.TryMatch(name, out sections)) is not { } variable)
            {
                continue;
            }

            foreach (var (key, read) in variable.Settings)
            {
                var translated = Read(name, value.Trim(), read);
                foreach (var section in sections)
                {
                    settings[$"{section}:{key}"] = translated;
                }
            }
        }

        return settings;
    }

    private static string Read(string name, string value, Func<string, string> read)
    {
        try
        {
            return read(value);
        }
        catch (FormatException exception)
        {
            throw new SettingsException($"The environment variable {name} is '{value}': {exception.Message}", exception);
        }
    }

    private static string Flag(string value) => bool.TryParse(value, out _) ? value : throw new FormatException("write true or false.");

    private static string Number(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? value : throw new FormatException("write a whole number.");

    // A bucket as large as the minute's calls would let twice as many pass in a minute.
    private static string Tenth(string value) => Math.Max(1, int.Parse(Number(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) / 10).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture)
            : throw new FormatException("write a time in seconds, such as 1.5, of at most 86400.");

    private static string Algorithm(string value) => value.ToLowerInvariant() switch
    {
        "token_bucket" => "TokenBucket",
        "sliding_window" or "moving_window" => "SlidingWindow",
        "fixed_window" => "FixedWindow",
        _ => throw new FormatException("write token_bucket, sliding_window or fixed_window."),
    };
}
