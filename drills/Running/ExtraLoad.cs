namespace Drills.Running;

/// <summary>Callers beside the steady load: each sends its next request when it has the answer to the last.</summary>
internal sealed class ExtraLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _callers;
    private int _unanswered;

    /// <summary>Starts the callers.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="send">Sends one request.</param>
    public ExtraLoad(int callers, Func<CancellationToken, Task> send) =>
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync(send)));

    /// <summary>Requests without an answer.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _callers;
        _end.Dispose();
    }

    private async Task CallAsync(Func<CancellationToken, Task> send)
    {
        await Task.Yield();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await send(_end.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                Interlocked.Increment(ref _unanswered);
            }
        }
    }
}
