using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// The permission to call a dependency outside a pipeline, or its refusal. Only the first report counts.
/// </summary>
public sealed class CircuitLease : IDisposable
{
    private readonly CircuitBreaker _circuit;
    private readonly CircuitPermit _permit;
    private int _isReported;

    internal CircuitLease(CircuitBreaker circuit, CircuitPermit permit) => (_circuit, _permit) = (circuit, permit);

    /// <summary>Whether the call may be made.</summary>
    public bool IsAcquired => _permit.IsAdmitted;

    /// <summary>
    /// When to try again after a rejection; <see langword="null"/> when an operator has isolated the circuit.
    /// </summary>
    public TimeSpan? RetryAfter => _permit.RetryAfter;

    /// <summary>Reports that the dependency worked.</summary>
    public void ReportSuccess() => Report(CircuitResult.Success);

    /// <summary>Reports that the dependency was unavailable, too slow or faulty.</summary>
    public void ReportFailure() => Report(CircuitResult.Failure);

    /// <summary>Ends the lease. Without a report before, the result is ignored.</summary>
    public void Dispose() => Report(CircuitResult.Ignored);

    private void Report(CircuitResult result)
    {
        if (Interlocked.Exchange(ref _isReported, 1) == 0)
        {
            _circuit.Record(_permit, result);
        }
    }
}
