namespace ServiceDefaults.Fallback.Internal;

/// <summary>A value that does no harm, such as an empty list of extras. Never anything that could be taken for a record.</summary>
internal sealed class DefaultFallback<TRequest, TResult>(Func<TRequest, TResult> value, TimeProvider time) : IFallbackStrategy<TRequest, TResult>
{
    public string Name => FallbackStrategies.Default;

    public bool IsTerminal => true;

    public Task<FallbackResult<TResult>?> TryAsync(Question<TRequest> question, CancellationToken cancellationToken) =>
        Task.FromResult<FallbackResult<TResult>?>(new(value(question.Request), DataSource.Default, time.GetUtcNow()));
}
