using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>One change of a circuit's state.</summary>
/// <param name="Circuit">The circuit's name.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state since.</param>
/// <param name="Reason">Why.</param>
/// <param name="Number">Counts the circuit's changes. Two threads may tell theirs in the wrong order; the higher number is the later one.</param>
/// <param name="BreakDuration">How long calls will be rejected, when it opened.</param>
public sealed record CircuitChange(
    string Circuit, CircuitState From, CircuitState To, CircuitChangeReason Reason, long Number, TimeSpan? BreakDuration);
