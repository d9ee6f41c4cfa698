using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// The events of a circuit breaker in Polly's telemetry (tag <c>event.name</c>), by the names that Polly's own breaker uses; they carry
/// a <see cref="CircuitChange"/>. The rejection is new: Polly's breaker keeps it to itself.
/// </summary>
public static class CircuitEvents
{
    /// <summary>The circuit opened.</summary>
    public const string Opened = "OnCircuitOpened";

    /// <summary>The circuit closed.</summary>
    public const string Closed = "OnCircuitClosed";

    /// <summary>The circuit lets probes through.</summary>
    public const string HalfOpened = "OnCircuitHalfOpened";

    /// <summary>The circuit rejected a call.</summary>
    public const string Rejected = "OnCircuitRejected";

    internal static string NameOf(CircuitState state) => state switch
    {
        CircuitState.Closed => Closed,
        CircuitState.HalfOpen => HalfOpened,
        _ => Opened,
    };
}
