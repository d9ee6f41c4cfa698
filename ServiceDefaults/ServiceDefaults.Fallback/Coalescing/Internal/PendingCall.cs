using System.Diagnostics.CodeAnalysis;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Coalescing.Internal;

/// <summary>A call that belongs to several. It runs in the context of the first of them, but not by that one's deadline, nor by its token.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It has no timer, and disposing of it would race with those who leave.")]
internal sealed class PendingCall<TResult>(Func<CancellationToken, Task<TResult>> send, TimeProvider time)
{
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _unwanted = new();
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private long _sentAt;

    public Task<TResult> Task => _answer.Task;

    // Guarded by the lock of whoever owns the call.
    public int Waiters { get; set; }

    public bool IsAbandoned { get; set; }

    /// <summary>The patience of those who wait. One of them is enough to say that it took too long.</summary>
    public Patience Patience { get; } = new();

    /// <summary>How long ago it was sent; zero before that.</summary>
    public TimeSpan UnderWay => Volatile.Read(ref _sentAt) is not 0 and var sentAt ? time.GetElapsedTime(sentAt) : TimeSpan.Zero;

    public void Cancel() => _unwanted.Cancel();

    /// <summary>Runs the call to its end and never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            _answer.SetResult(await InContextAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (_unwanted.IsCancellationRequested)
        {
            _answer.SetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            _answer.SetException(exception);
            // Everybody may have left.
            _ = _answer.Task.Exception;
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
        (RequestDeadline.Current, Patience.Current) = (null, Patience);
        return await send(_unwanted.Token).ConfigureAwait(false);
    }
}
