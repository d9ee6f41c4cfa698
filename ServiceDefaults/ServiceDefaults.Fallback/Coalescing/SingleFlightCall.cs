using ServiceDefaults.Coalescing.Internal;

namespace ServiceDefaults.Coalescing;

/// <summary>One caller's handle on a call that several callers share.</summary>
/// <typeparam name="TResult">Type of the response.</typeparam>
public sealed class SingleFlightCall<TResult> : IDisposable
{
    // A timer may fire some milliseconds earlier than this clock reports.
    private const double Nearly = 0.95;

    private readonly Action<bool> _leave;
    private readonly InFlightCall<TResult> _call;
    private bool _mayGoOn;
    private int _left;

    internal SingleFlightCall(InFlightCall<TResult> call, bool joined, Action<bool> leave) =>
        (_call, Joined, _leave) = (call, joined, leave);

    /// <summary>The response, or the failure. Wait for it no longer than your own soft timeout.</summary>
    public Task<TResult> Result => _call.Task;

    /// <summary>Whether another caller had started the call.</summary>
    public bool Joined { get; }

    /// <summary>
    /// Reports that this caller reached its soft timeout. The circuit breaker counts the call as slow only if the call
    /// itself has been running for (nearly) that long: the wait for an earlier call, or a short deadline, says nothing
    /// about this call.
    /// </summary>
    /// <param name="softTimeout">The soft timeout of the caller.</param>
    public void ReportSoftTimeout(TimeSpan softTimeout)
    {
        if (_call.UnderWay >= softTimeout * Nearly)
        {
            _call.SoftTimeout.Fire();
        }
    }

    /// <summary>
    /// Lets the call continue in the background without a waiting caller, because its outcome says something about the
    /// dependency and its result serves the next caller. Dispose of the handle afterwards.
    /// </summary>
    public void Detach() => _mayGoOn = true;

    /// <summary>
    /// Leaves the call. When the last caller leaves, the call is cancelled, unless it may continue in the background.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            _leave(_mayGoOn);
        }
    }
}
