using System.Globalization;
using ServiceDefaults.GuideVariables.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.GuideVariables;

/// <summary>
/// Translates the guide's flat environment variables to settings. Times are in seconds. If a variable names a service,
/// its underscores become hyphens: <c>RETRY_PATIENT_API_MAX_ATTEMPTS</c> applies to the pipeline <c>patient-api</c>. A
/// variable for all services applies to every kind, because each kind has its own defaults.
/// </summary>
public static class FlatVariables
{
    // The first match wins: variables for all services come before patterns that would match them as a service name.
    private static readonly FlatVariable[] Known =
    [
        new("CIRCUIT_BREAKER_ENABLED", ("CircuitBreaker:Enabled", Flag)),
        new("CIRCUIT_BREAKER_FAILURE_THRESHOLD", ("CircuitBreaker:FailureThreshold", Number)),
        new("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", ("CircuitBreaker:BreakDuration", Seconds)),
        // Not for caches: waiting for a cache as long as for its source makes it useless, and its outage would slow
        // every request.
        new("DEFAULT_TIMEOUT", ("AttemptTimeout:Duration", Seconds))
        {
            Kinds = [.. FlatVariable.AllKinds.Where(kind => kind != FlatVariable.CacheKind)],
        },
        new("RETRY_MAX_ATTEMPTS", ("Retry:MaxAttempts", Number)),
        new("RETRY_BASE_DELAY", ("Retry:BaseDelay", Seconds)),
        new("RETRY_MAX_DELAY", ("Retry:MaxDelay", Seconds)),
        new("HEALTH_CHECK_INTERVAL", ("HealthProbe:Interval", Seconds))
        {
            Kinds = [FlatVariable.HttpKind], Also = "Health:Period",
        },
        new("HEALTH_CHECK_TIMEOUT", ("HealthProbe:Timeout", Seconds))
        {
            Kinds = [FlatVariable.HttpKind], Also = "Health:Timeout",
        },
        // A variable that names one service also enables retries for it if its kind disables them.
        new("RETRY_*_MAX_ATTEMPTS", ("Retry:MaxAttempts", Number), ("Retry:Enabled", _ => "true")),
        new("RETRY_*_BASE_DELAY", ("Retry:BaseDelay", Seconds)),
        new("RETRY_*_MAX_DELAY", ("Retry:MaxDelay", Seconds)),
        new("CIRCUIT_*_FAILURE_THRESHOLD", ("CircuitBreaker:FailureThreshold", Number)),
        new("CIRCUIT_*_RECOVERY_TIMEOUT", ("CircuitBreaker:BreakDuration", Seconds)),
        new(
            "RATE_LIMIT_*_REQUESTS_PER_MINUTE",
            ("RateLimit:Permits", Number),
            ("RateLimit:Burst", Tenth),
            ("RateLimit:Period", _ => "00:01:00"),
            ("RateLimit:Enabled", _ => "true")),
        new("RATE_LIMIT_*_STRATEGY", ("RateLimit:Algorithm", Algorithm)),
    ];

    /// <summary>Names of the supported variables; an asterisk stands for a service.</summary>
    public static IEnumerable<string> Names => Known.Select(variable => variable.Pattern);

    /// <summary>Translates the supported variables and ignores all others.</summary>
    /// <param name="variables">Environment variables.</param>
    /// <returns>Settings under <see cref="ResilienceSections.Root"/> and <c>Health</c>.</returns>
    /// <exception cref="SettingsException">
    /// A supported variable has an invalid value; the message quotes both.
    /// </exception>
    public static IDictionary<string, string?> Translate(IEnumerable<KeyValuePair<string, string?>> variables)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables)
        {
            IReadOnlyList<string> sections = [];
            if (string.IsNullOrWhiteSpace(value)
                || Array.Find(Known, known => known.TryMatch(name, out sections)) is not { } variable)
            {
                continue;
            }

            foreach (var (key, read) in variable.Settings)
            {
                var translated = Read(name, value.Trim(), read);
                foreach (var path in
                    sections.Select(section => $"{section}:{key}").Append(variable.Also).OfType<string>())
                {
                    settings[path] = translated;
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
            throw new SettingsException(
                $"The environment variable {name} is '{value}': {exception.Message}", exception);
        }
    }

    private static string Flag(string value) =>
        bool.TryParse(value, out _) ? value : throw new FormatException("write true or false.");

    private static string Number(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? value
            : throw new FormatException("write a whole number.");

    // A bucket that holds a whole minute's calls would permit twice the limit within one minute.
    private static string Tenth(string value) => Math.Max(1, int.Parse(
        Number(value),
        NumberStyles.AllowLeadingSign,
        CultureInfo.InvariantCulture) / 10).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and <= 86_400
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
