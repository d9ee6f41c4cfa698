using ServiceDefaults.ApiKeys;

namespace Drills.Target;

/// <summary>The arguments of the AppHost in a drill.</summary>
internal static class DrillSettings
{
    /// <summary>How long a circuit stays open.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(2);

    /// <summary>How long a caller waits for the primary source before the fallbacks are tried (the default).</summary>
    public static readonly TimeSpan SoftTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The longest that the gateway lets a call of the API take.</summary>
    public static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(6);

    /// <summary>The key of the load.</summary>
    public static readonly ApiKey Key = ApiKey.Create("development");

    /// <summary>The key of another caller, with the limits of the tier <c>standard</c>.</summary>
    public static readonly ApiKey OtherKey = ApiKey.Create("flood");

    // Data that is gone afterwards, free ports, and short breaks.
    private static readonly string[] Arguments =
    [
        "--infrastructure", "processes",
        "--data", "ephemeral",
        "--DcpPublisher:RandomizePorts=true",
        $"--Parameters:development-api-key={Key.Value}",
        "--InboundLimits:Tiers:development:Windows:minute:Permits=1000000",
        // The load is a hundred callers behind one key.
        "--Resilience:Defaults:RateLimit:Enabled=false",
        "--Resilience:Defaults:Bulkhead:MaxConcurrency=18",
        "--Resilience:Defaults:Bulkhead:QueueLimit=40",
        // Breaks and probes that fit into a drill of seconds.
        $"--Resilience:Defaults:CircuitBreaker:BreakDuration={BreakDuration}",
        "--Resilience:Defaults:CircuitBreaker:SuccessThreshold=1",
        $"--Resilience:Pipelines:patient-api:TotalTimeout:Duration={TotalTimeout}",
        "--Resilience:Pipelines:patient-api:AttemptTimeout:Duration=00:00:03",
        "--Resilience:Pipelines:patient-api:Retry:BaseDelay=00:00:00.100",
        "--Resilience:Pipelines:patient-api:HealthProbe:Interval=00:00:00.500",
        "--Resilience:Pipelines:database:AttemptTimeout:Duration=00:00:02",
        "--Resilience:Pipelines:database:Retry:BaseDelay=00:00:00.050",
    ];

    /// <summary>The arguments of the AppHost.</summary>
    /// <param name="settings">Settings as <c>name=value</c>; they override those of drills.</param>
    public static string[] With(IEnumerable<string> settings) =>
        [.. Arguments, .. settings.Select(setting => $"--{setting}")];
}
