using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>A circuit at one moment; all members belong together. From the guide's health and statistics pages.</summary>
/// <param name="State">The state. Open also after the break, until the first call probes.</param>
/// <param name="ConsecutiveFailures">Failures since the last success.</param>
/// <param name="ProbeSuccesses">Probes that succeeded in this half-open phase.</param>
/// <param name="ProbesInFlight">Probes that have not come back.</param>
/// <param name="LastFailure">When the dependency failed last, if ever.</param>
/// <param name="NextAttempt">When an open circuit lets the first probe through; absent in every other state.</param>
/// <param name="OpensInWindow">How often it opened in the last five minutes; 16 means 16 or more.</param>
/// <param name="Calls">Calls counted in the window of the rates; 0 where no rate is used.</param>
/// <param name="FailureRate">Share of failures among them, 0 to 1.</param>
/// <param name="SlowCallRate">Share of slow calls among them, 0 to 1.</param>
/// <param name="ConsecutiveSlowCalls">Slow calls since the last faster success, of which none overlaps another in time.</param>
/// <param name="Rejections">Calls rejected since the start; in metrics-only mode, calls that would have been.</param>
public sealed record CircuitSnapshot(
    CircuitState State,
    int ConsecutiveFailures,
    int ProbeSuccesses,
    int ProbesInFlight,
    DateTimeOffset? LastFailure,
    DateTimeOffset? NextAttempt,
    int OpensInWindow,
    int Calls,
    double FailureRate,
    double SlowCallRate,
    int ConsecutiveSlowCalls,
    long Rejections);
