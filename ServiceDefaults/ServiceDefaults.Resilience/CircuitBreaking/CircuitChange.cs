using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>A state change of a circuit.</summary>
/// <param name="Circuit">The name of the circuit.</param>
/// <param name="From">The previous state.</param>
/// <param name="To">The new state.</param>
/// <param name="Reason">The reason for the change.</param>
/// <param name="Number">
/// The sequence number of the change within its circuit. Threads may publish changes out of order; the higher number is
/// the later change.
/// </param>
/// <param name="BreakDuration">How long calls will be rejected, if the circuit opened.</param>
public sealed record CircuitChange(
    string Circuit,
    CircuitState From,
    CircuitState To,
    CircuitChangeReason Reason,
    long Number,
    TimeSpan? BreakDuration);
