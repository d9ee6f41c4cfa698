using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Events;

/// <summary>An attempt failed and will be repeated.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Attempt">Which attempt failed: 1 for the first.</param>
/// <param name="Delay">The wait before the next.</param>
/// <param name="Cause">What it failed of: the types of the exceptions, or the HTTP status. Never a message.</param>
public sealed record RetryScheduled(string Service, string Operation, int Attempt, TimeSpan Delay, string Cause);

/// <summary>A transient failure was passed on to the caller instead of being retried.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Reason">Why there was no further attempt.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="Cause">What the last one failed of: the types of the exceptions, or the HTTP status. Never a message.</param>
public sealed record RetryStopped(string Service, string Operation, RetryStopReason Reason, int Attempts, string Cause);

/// <summary>A timeout has struck.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Strategy">Which one: <see cref="StrategyNames.AttemptTimeout"/> or <see cref="StrategyNames.TotalTimeout"/>.</param>
/// <param name="Timeout">How long it was.</param>
public sealed record TimeoutStruck(string Service, string Operation, string Strategy, TimeSpan Timeout);

/// <summary>A call was turned away before anything was sent.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="Operation">The operation's key; empty when it has none.</param>
/// <param name="Strategy">
/// By whom: <see cref="StrategyNames.RateLimiter"/>, <see cref="StrategyNames.Bulkhead"/>, <see cref="StrategyNames.CircuitBreaker"/>, or
/// <see cref="StrategyNames.Scope"/> when the time of the request was up already.
/// </param>
public sealed record CallRejected(string Service, string Operation, string Strategy);

/// <summary>A dependency's own word on its health has changed.</summary>
/// <param name="Service">The dependency.</param>
/// <param name="IsHealthy">What it is now.</param>
/// <param name="Misses">Probes missed in a row.</param>
public sealed record HealthChanged(string Service, bool IsHealthy, int Misses);
