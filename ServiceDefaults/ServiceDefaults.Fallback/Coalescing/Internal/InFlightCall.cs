using System.Diagnostics.CodeAnalysis;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Coalescing.Internal;

/// <summary>
/// A call that several callers share. It runs in the execution context of the first one, but without its deadline and
/// its token.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "It has no timer, and disposing of it would race with those who leave.")]
internal sealed class InFlightCall<TResult>(Func<CancellationToken, Task<TResult>> send, TimeProvider time)
{
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _unwanted = new();
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private long _sentAt;

    public Task<TResult> Task => _result.Task;

    // Guarded by the lock of the owner of the call.
    public int Waiters { get; set; }

    public bool IsAbandoned { get; set; }

    /// <summary>
    /// The soft timeout signal of all waiting callers. The first one to reach its soft timeout marks the call as slow.
    /// </summary>
    public SoftTimeoutSignal SoftTimeout { get; } = new();

    /// <summary>The time since the call was sent; zero before that.</summary>
    public TimeSpan UnderWay =>
        Volatile.Read(ref _sentAt) is not 0 and var sentAt ? time.GetElapsedTime(sentAt) : TimeSpan.Zero;

    public void Cancel() => _unwanted.Cancel();

    /// <summary>Runs the call to its end; never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            _result.SetResult(await InContextAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (_unwanted.IsCancellationRequested)
        {
            _result.SetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            _result.SetException(exception);
            // Marks the exception as observed, because no caller may be left to await it.
            _ = _result.Task.Exception;
        }
    }

    private Task<TResult> InContextAsync()
    {
        if (_context is null)
        {
            return SendAsync();
        }

        Task<TResult>? call = null;
        ExecutionContext.Run(_context, _ => call = SendAsync(), state: null);
        return call!;
    }

    private async Task<TResult> SendAsync()
    {
        Volatile.Write(ref _sentAt, time.GetTimestamp());
        (RequestDeadline.Current, SoftTimeoutSignal.Current) = (null, SoftTimeout);
        return await send(_unwanted.Token).ConfigureAwait(false);
    }
}
