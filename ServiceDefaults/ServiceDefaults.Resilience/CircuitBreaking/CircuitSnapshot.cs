using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>A consistent snapshot of a circuit, for the guide's health and statistics pages.</summary>
/// <param name="State">
/// The state. It stays open after the break has elapsed, until the first call becomes a probe.
/// </param>
/// <param name="ConsecutiveFailures">Failures since the last success.</param>
/// <param name="ProbeSuccesses">Successful probes in the current half-open phase.</param>
/// <param name="ProbesInFlight">Probes that have not ended yet.</param>
/// <param name="LastFailure">When the dependency last failed; <see langword="null"/> if it never failed.</param>
/// <param name="NextAttempt">
/// When an open circuit lets the first probe through; <see langword="null"/> in every other state.
/// </param>
/// <param name="OpensInWindow">How often the circuit opened in the last five minutes; 16 means 16 or more.</param>
/// <param name="Calls">Calls counted in the window of the rates; 0 when no rate is configured.</param>
/// <param name="FailureRate">Share of failed calls among <paramref name="Calls"/>, 0 to 1.</param>
/// <param name="SlowCallRate">Share of slow calls among <paramref name="Calls"/>, 0 to 1.</param>
/// <param name="ConsecutiveSlowCalls">Slow calls since the last faster success, not overlapping in time.</param>
/// <param name="Rejections">
/// Calls rejected since the process started; in metrics-only mode, calls that would have been rejected.
/// </param>
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
