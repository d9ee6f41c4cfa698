using CsCheck;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>Random changes of the settings, as people and half-written files make them.</summary>
internal static class SettingsChanges
{
    private static readonly string[] Sections =
    [
        "Resilience:Defaults", "Resilience:Kinds:Worker", "Resilience:Pipelines:open", "Resilience:Pipelines:busy",
        "Resilience:Presets:batch",
    ];

    private static readonly Gen<(string Option, string? Value)> Valid = Gen.OneOf(
        Gen.Select(
            OneOf("CircuitBreaker", "Retry", "Bulkhead", "RateLimit", "AttemptTimeout", "TotalTimeout"), Gen.Bool)
            .Select((section, on) => ($"{section}:Enabled", (string?)$"{on}")),
        Of("Retry:MaxAttempts", Gen.Int[1, 20]),
        Of("Retry:Budget:MinimumRetries", Gen.Int[0, 100]),
        Of("Retry:Backoff", OneOf("Linear", "constant", "2")),
        Of("CircuitBreaker:FailureThreshold", Gen.Int[1, 10]),
        Of("CircuitBreaker:BreakDuration", Gen.Int[1, 3600].Select(seconds => TimeSpan.FromSeconds(seconds))),
        Of("CircuitBreaker:Mode", OneOf("Enforcing", "MetricsOnly")),
        Of("CircuitBreaker:CountAttempts", Gen.Bool),
        Of("CircuitBreaker:FailureRate", Gen.Double[0, 1]),
        Of("CircuitBreaker:Window", Gen.Int[1, 3600].Select(seconds => TimeSpan.FromSeconds(seconds))),
        Of("Bulkhead:MaxConcurrency", Gen.Int[1, 20]),
        Of("Bulkhead:QueueLimit", Gen.Int[0, 20]),
        Of("Bulkhead:Criticalities:batch:MaxConcurrency", Gen.Int[1, 5]),
        Of("RateLimit:Algorithm", OneOf("TokenBucket", "SlidingWindow", "FixedWindow")),
        Of("RateLimit:Permits", Gen.Int[1, 1000]),
        Of("TotalTimeout:Operations:export", Gen.Int[1, 300].Select(seconds => TimeSpan.FromSeconds(seconds))),
        Of("AttemptTimeout:Duration", Gen.Int[1, 60].Select(seconds => TimeSpan.FromSeconds(seconds))),
        Of("Preset", OneOf("batch", "slow", "high-availability")));

    private static readonly Gen<(string Option, string? Value)> Invalid = OneOf<(string Option, string? Value)>(
        ("Retry:MaxAttempts", "0"),
        ("Retry:BaseDelay", "-00:00:01"),
        ("CircuitBreaker:ProbeLease", "00:00:01"),
        ("CircuitBreaker:FailureRate", "NaN"),
        ("Bulkhead:MaxConcurrency", "10000"),
        ("AttemptTimeout:Duration", "23:00:00"),
        ("Connections:Replicas", "1000"),
        ("Preset", "none"),
        ("Bulkhead:Criticalities:batch:QueueLimit", "-1"), ("TotalTimeout:Operations:export", "00:00:00"));

    private static readonly Gen<(string Option, string? Value)> Unparsable = Gen.Select(
        OneOf(
            "Retry:MaxAttempts",
            "CircuitBreaker:Mode",
            "AttemptTimeout:Duration",
            "RateLimit:Enabled",
            "Rtry:MaxAttempts",
            "Bulkhead",
            "Connections"),
        Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 1, 8], OneOf("99999999999999999999", "", "NaN", "::"))
            .Select(text => (string?)text),
        (option, value) => (option, value));

    private static readonly Gen<(string Option, string? Value)> Missing = OneOf<(string Option, string? Value)>(
        ("Retry", null),
        ("Retry:Budget", null),
        ("CircuitBreaker", null),
        ("Bulkhead:Criticalities", null),
        ("Bulkhead:Criticalities:batch", null),
        ("TotalTimeout:Operations", null), ("Retry:MaxAttempts", null), ("HealthProbe:Path", null), ("Preset", null));

    /// <summary>
    /// One change; <see langword="null"/> reverts all changes, so that valid settings keep recurring.
    /// </summary>
    public static Gen<(string Key, string? Value)?> Any { get; } = Gen.Frequency(
        (8, In(Valid)), (2, In(Invalid)), (2, In(Unparsable)), (1, In(Missing)),
        (2, Gen.Int.Select(number => ((string, string?)?)("Unrelated:Setting", $"{number}"))),
        (4, OneOf<(string, string?)?>([null])));

    private static Gen<(string, string?)?> In(Gen<(string Option, string? Value)> change) =>
        Gen.Select(
            OneOf(Sections), change, (section, one) => ((string, string?)?)($"{section}:{one.Option}", one.Value));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<(string, string?)> Of<T>(string option, Gen<T> values) =>
        values.Select(value => (option, (string?)$"{value}"));
}
