namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Returns a harmless value, such as an empty list of extras; never a value that could be mistaken for a record.
/// </summary>
internal sealed class DefaultFallback<TRequest, TResult>(Func<TRequest, TResult> value, TimeProvider time)
    : IFallbackStrategy<TRequest, TResult>
{
    public string Name => FallbackStrategies.Default;

    public bool IsTerminal => true;

    public Task<FallbackResult<TResult>?> TryAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken) =>
        Task.FromResult<FallbackResult<TResult>?>(new(value(context.Request), DataSource.Default, time.GetUtcNow()));
}
