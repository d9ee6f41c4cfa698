using Polly;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// Reports a caller that reaches its soft timeout in the queue of a bulkhead which has returned no permit since the
/// caller began to wait: the operations that hold the permits hang. A circuit breaker inside the bulkhead would not
/// learn of it, because no further call reaches it, and every caller would wait.
/// </summary>
internal sealed class StalledWait : IDisposable
{
    private readonly Bulkhead _bulkhead;
    private readonly long _returnsBefore;
    private readonly SoftTimeoutSignal _signal;
    private readonly Action _report;

    private StalledWait(Bulkhead bulkhead, SoftTimeoutSignal signal, Action report)
    {
        (_bulkhead, _returnsBefore, _signal, _report) = (bulkhead, bulkhead.Returns, signal, report);
        signal.Add(OnSoftTimeout);
    }

    /// <summary>
    /// Watches a caller in the queue, if its scope has a soft timeout and the circuit breaker counts stalled waits.
    /// </summary>
    public static StalledWait? Start(Bulkhead bulkhead, ResilienceContext context, Func<Action?>? watch) =>
        ExecutionScope.Of(context)?.SoftTimeout is { } signal && watch?.Invoke() is { } report
            ? new(bulkhead, signal, report)
            : null;

    /// <inheritdoc/>
    public void Dispose() => _signal.Remove(OnSoftTimeout);

    private void OnSoftTimeout()
    {
        if (_bulkhead.Returns == _returnsBefore)
        {
            _report();
        }
    }
}
