namespace ServiceDefaults.CircuitBreaking;

/// <summary>Why a circuit changed its state.</summary>
public enum CircuitChangeReason
{
    /// <summary>
    /// The number of consecutive failures reached <see cref="CircuitBreakerOptions.FailureThreshold"/>.
    /// </summary>
    ConsecutiveFailures,

    /// <summary>The share of failed calls reached <see cref="CircuitBreakerOptions.FailureRate"/>.</summary>
    FailureRate,

    /// <summary>The share of slow calls reached <see cref="CircuitBreakerOptions.SlowCallRate"/>.</summary>
    SlowCallRate,

    /// <summary>
    /// Consecutive slow calls, not overlapping in time, reached <see cref="CircuitBreakerOptions.SlowCallThreshold"/>.
    /// </summary>
    ConsecutiveSlowCalls,

    /// <summary>Several consecutive health probes of the dependency failed.</summary>
    HealthProbe,

    /// <summary>The break has elapsed; probes are let through.</summary>
    BreakElapsed,

    /// <summary>A probe failed; a new break begins.</summary>
    ProbeFailed,

    /// <summary>
    /// A probe did not end within <see cref="CircuitBreakerOptions.ProbeLease"/>, which counts as a failure.
    /// </summary>
    ProbeExpired,

    /// <summary>Enough probes succeeded.</summary>
    ProbesSucceeded,

    /// <summary>An operator opened or closed the circuit manually.</summary>
    Manual,
}
