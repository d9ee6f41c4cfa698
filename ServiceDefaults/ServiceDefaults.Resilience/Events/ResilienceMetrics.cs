using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ServiceDefaults.Events;

/// <summary>
/// The names of the metrics, taken from the guide where it defines one. All have the tag <c>service</c> (the
/// dependency). Tag values come from code and settings, never from requests.
/// </summary>
public static class ResilienceMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ServiceDefaults.Resilience";

    /// <summary>Gauge of the circuit's state: 0 closed, 1 open, 2 half-open, 3 isolated.</summary>
    public const string CircuitState = "circuit_breaker_state";

    /// <summary>Counter of circuit openings, by <c>reason</c>.</summary>
    public const string CircuitTrips = "circuit_breaker_trips_total";

    /// <summary>
    /// Histogram of operation durations including all attempts, by <c>operation</c> and <c>outcome</c> (success,
    /// cancelled, circuit_breaker_open, or an error category).
    /// </summary>
    public const string OperationDuration = "resilient_operation_duration_seconds";

    /// <summary>Counter of retries, by <c>operation</c>.</summary>
    public const string RetryAttempts = "retry_attempts_total";

    /// <summary>Counter of failures that were not retried any further, by <c>operation</c> and <c>reason</c>.</summary>
    public const string RetriesStopped = "retry_stopped_total";

    /// <summary>Gauge of the retries that would be granted now.</summary>
    public const string RetryBudget = "retry_budget_remaining";

    /// <summary>Counter of timeouts, by <c>operation</c> and <c>strategy</c>.</summary>
    public const string Timeouts = "resilience_timeouts_total";

    /// <summary>Counter of rejected calls, by <c>operation</c> and <c>strategy</c>.</summary>
    public const string Rejections = "resilience_rejections_total";

    /// <summary>Counter of attempts that met injected faults, by <c>operation</c>.</summary>
    public const string ChaosInjections = "chaos_injections_total";

    /// <summary>Gauge of running operations in a bulkhead, by <c>criticality</c>.</summary>
    public const string BulkheadActive = "bulkhead_active";

    /// <summary>Gauge of operations waiting for a bulkhead permit, by <c>criticality</c>.</summary>
    public const string BulkheadQueued = "bulkhead_queued";

    /// <summary>Gauge of the permits of a bulkhead in force, by <c>criticality</c>.</summary>
    public const string BulkheadLimit = "bulkhead_limit";

    internal const string Service = "service";
    internal const string Operation = "operation";
    internal const string Outcome = "outcome";
    internal const string Reason = "reason";
    internal const string Strategy = "strategy";
    internal const string Criticality = "criticality";

    internal static TagList Tags(string service, string operation) =>
        new() { { Service, service }, { Operation, operation } };

    internal static InstrumentAdvice<double> DurationAdvice { get; } = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60],
    };
}
