using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// The circuit breaker's events in Polly's telemetry (tag <c>event.name</c>), named as those of Polly's own breaker.
/// Those that report a change carry a <see cref="CircuitChange"/>. <see cref="Rejected"/> is additional: Polly's
/// breaker does not report rejections.
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
