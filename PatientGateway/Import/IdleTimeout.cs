namespace PatientGateway.Import;

/// <summary>
/// Cancels an exchange that has stopped moving. Where a total timeout would end a large import that is doing well, this one starts
/// anew with every chunk that went through in either direction.
/// </summary>
internal sealed class IdleTimeout : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">How long nothing may move.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">Cancelled when the caller has gone; <see cref="Token"/> follows it.</param>
    public IdleTimeout(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _source = new CancellationTokenSource(limit, time);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when nothing moved for too long, or the caller has gone.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was the stillness, not the caller, that cancelled <see cref="Token"/>.</summary>
    public bool HasElapsed => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Starts the clock anew: something moved. Too late once the token is cancelled.</summary>
    public void Progress() => _source.CancelAfter(_limit);

    /// <summary>Runs a part of the exchange under <see cref="Token"/>.</summary>
    /// <exception cref="TimeoutException">Nothing moved for too long.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation)
    {
        try
        {
            return await operation(Token);
        }
        catch (OperationCanceledException exception) when (HasElapsed)
        {
            throw new TimeoutException($"Nothing moved for {_limit}.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
