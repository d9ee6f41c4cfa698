namespace ServiceDefaults.CircuitBreaking;

/// <summary>Why a circuit changed its state.</summary>
public enum CircuitChangeReason
{
    /// <summary>So many failures in a row.</summary>
    ConsecutiveFailures,

    /// <summary>So large a share of failures in the window.</summary>
    FailureRate,

    /// <summary>So large a share of slow calls in the window.</summary>
    SlowCallRate,

    /// <summary>So many slow calls in a row, of which none overlaps another in time.</summary>
    ConsecutiveSlowCalls,

    /// <summary>The dependency said itself that it is ill, several times in a row.</summary>
    HealthProbe,

    /// <summary>The break is over: probes may go.</summary>
    BreakElapsed,

    /// <summary>A probe failed, so the break begins anew.</summary>
    ProbeFailed,

    /// <summary>A probe did not come back in its time, which is a failure too.</summary>
    ProbeExpired,

    /// <summary>Enough probes succeeded.</summary>
    ProbesSucceeded,

    /// <summary>Somebody opened or closed it by hand.</summary>
    Manual,
}
