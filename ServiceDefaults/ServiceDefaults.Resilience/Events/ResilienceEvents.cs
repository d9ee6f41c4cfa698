using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Events;

/// <summary>An attempt failed and will be retried.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Attempt">The number of the failed attempt; 1 for the first.</param>
/// <param name="Delay">The delay before the next attempt.</param>
/// <param name="Cause">
/// The cause of the failure: exception types or the HTTP status. Never an exception message.
/// </param>
public sealed record RetryScheduled(string Service, string Operation, int Attempt, TimeSpan Delay, string Cause);

/// <summary>A failure is not retried any further and is returned to the caller.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Reason">Why there was no further attempt.</param>
/// <param name="Attempts">The number of attempts that were made.</param>
/// <param name="Cause">
/// The cause of the last failure: exception types or the HTTP status. Never an exception message.
/// </param>
public sealed record RetryStopped(string Service, string Operation, RetryStopReason Reason, int Attempts, string Cause);

/// <summary>A timeout has elapsed.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Strategy">
/// The strategy: <see cref="StrategyNames.AttemptTimeout"/> or <see cref="StrategyNames.TotalTimeout"/>.
/// </param>
/// <param name="Timeout">The length of the timeout.</param>
public sealed record TimedOut(string Service, string Operation, string Strategy, TimeSpan Timeout);

/// <summary>A call was rejected before anything was sent.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Strategy">
/// The strategy that rejected it: <see cref="StrategyNames.RateLimiter"/>, <see cref="StrategyNames.Bulkhead"/>,
/// <see cref="StrategyNames.CircuitBreaker"/>, or <see cref="StrategyNames.Scope"/> when the deadline of the request
/// had already passed.
/// </param>
public sealed record CallRejected(string Service, string Operation, string Strategy);

/// <summary>
/// The health of a dependency has changed: as its health probe (<c>HealthProbe</c>) sees it, or as a health check of
/// this service does.
/// </summary>
/// <param name="Service">The dependency, or the name of the health check.</param>
/// <param name="IsHealthy">Whether the dependency is healthy now.</param>
/// <param name="Misses">Consecutive failed probes.</param>
public sealed record HealthChanged(string Service, bool IsHealthy, int Misses)
{
    internal const string Probe = "health probe";

    /// <summary>The status and description of the health check. Never an exception message.</summary>
    /// <value>The default is <c>health probe</c>.</value>
    public string Reason { get; init; } = Probe;
}

/// <summary>An attempt meets injected faults.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
public readonly record struct ChaosInjected(string Service, string Operation);

/// <summary>An operation has ended, with all its attempts.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Outcome">
/// <c>success</c>, <c>cancelled</c> (by the caller), <c>circuit_breaker_open</c>, or the name of an error category.
/// </param>
/// <param name="Duration">The duration with all attempts and the delays between them.</param>
/// <param name="IsRejected">
/// Whether a strategy of the dependency's own pipeline rejected the operation, so that its duration says nothing about
/// the dependency.
/// </param>
public readonly record struct OperationCompleted(
    string Service, string Operation, string Outcome, TimeSpan Duration, bool IsRejected)
{
    internal const string Success = "success";
    internal const string Cancelled = "cancelled";
    internal const string CircuitOpen = "circuit_breaker_open";

    /// <summary>The timestamp of the end, so that listeners do not read the clock again for every operation.</summary>
    internal long CompletedAt { get; init; }
}
