using System.Runtime.InteropServices;
using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>A transition of the state machine.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CircuitTransition(
    CircuitState From, CircuitState To, CircuitChangeReason Reason, long Generation);
