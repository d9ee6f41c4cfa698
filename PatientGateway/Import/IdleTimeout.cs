namespace PatientGateway.Import;

/// <summary>
/// Cancels an exchange that makes no progress. A total timeout would end a large import that works; this timeout
/// restarts with every chunk that is transferred in either direction.
/// </summary>
internal sealed class IdleTimeout : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Starts the timeout.</summary>
    /// <param name="limit">Maximum time without progress.</param>
    /// <param name="time">The time provider.</param>
    /// <param name="caller">Cancelled when the caller has disconnected; <see cref="Token"/> follows it.</param>
    public IdleTimeout(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _source = new CancellationTokenSource(limit, time);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled after too long without progress, or when the caller has disconnected.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the timeout, not the caller, cancelled <see cref="Token"/>.</summary>
    public bool HasElapsed => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Restarts the timeout after progress. It has no effect once <see cref="Token"/> is cancelled.</summary>
    public void Progress() => _source.CancelAfter(_limit);

    /// <summary>Runs a part of the exchange with <see cref="Token"/>.</summary>
    /// <exception cref="TimeoutException">There was no progress within the limit.</exception>
    /// <exception cref="OperationCanceledException">The caller has disconnected.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation)
    {
        try
        {
            return await operation(Token);
        }
        catch (OperationCanceledException exception) when (HasElapsed)
        {
            throw new TimeoutException($"No data was transferred for {_limit}.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
