using Polly;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// Reports a call as slow to the circuit when its caller reaches the soft timeout, not when the call ends. With a
/// frozen dependency no call ends before the total timeout, and until then every further caller would wait too.
/// </summary>
internal sealed class SoftTimeoutWatch
{
    private readonly Lock _lock = new();
    private readonly CircuitBreaker _circuit;
    private readonly CircuitPermit _permit;
    private readonly string? _operation;
    private readonly Action<IReadOnlyList<CircuitChange>?, ResilienceContext> _report;
    private readonly SoftTimeoutSignal _signal;
    private bool _isStopped;
    private bool _isCounted;

    private SoftTimeoutWatch(
        CircuitBreaker circuit, CircuitPermit permit, string? operation, SoftTimeoutSignal signal,
        Action<IReadOnlyList<CircuitChange>?, ResilienceContext> report) =>
        (_circuit, _permit, _operation, _signal, _report) = (circuit, permit, operation, signal, report);

    /// <summary>Whether the caller has reached its soft timeout, before or during the call.</summary>
    public bool TimedOutByCaller => _signal.HasFired;

    /// <summary>Watches an admitted call, if its scope has a soft timeout and slow calls are counted.</summary>
    public static SoftTimeoutWatch? Start(
        CircuitBreaker circuit, CircuitPermit permit, ExecutionScope? scope, ResilienceContext context,
        Action<IReadOnlyList<CircuitChange>?, ResilienceContext> report)
    {
        if (scope?.SoftTimeout is not { } signal || !circuit.Options.CountsSlowCalls)
        {
            return null;
        }

        var watch = new SoftTimeoutWatch(circuit, permit, context.OperationKey, signal, report);
        signal.Add(watch.OnSoftTimeout);
        return watch;
    }

    /// <summary>Stops watching.</summary>
    /// <returns>Whether the call has been counted as slow.</returns>
    public bool Stop()
    {
        _signal.Remove(OnSoftTimeout);
        lock (_lock)
        {
            _isStopped = true;
            return _isCounted;
        }
    }

    private void OnSoftTimeout()
    {
        IReadOnlyList<CircuitChange>? changes;
        lock (_lock)
        {
            if (_isStopped)
            {
                return;
            }

            _isCounted = _circuit.RecordSoftTimeout(_permit, out changes);
        }

        if (changes is null)
        {
            return;
        }

        // The call continues in its own context, which is not thread-safe.
        var context = ResilienceContextPool.Shared.Get(_operation);
        _report(changes, context);
        ResilienceContextPool.Shared.Return(context);
    }
}
