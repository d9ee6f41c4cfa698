namespace ServiceDefaults.Fallback;

/// <summary>An operation that goes on answering when the one it asks does not, and says so. Ask for it by <c>[FromKeyedServices(name)]</c>.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
public interface IFallbackOperation<TRequest, TResult>
{
    /// <summary>
    /// Asks the primary, together with whoever asks the same just now. When it fails in a way that may pass (it is away, too slow, too busy), or when it takes
    /// longer than the soft timeout, the strategies are asked in their order.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">The caller's token. Others who share the call are not disturbed by it.</param>
    /// <returns>The answer, and where it comes from.</returns>
    /// <exception cref="Exception">The primary's own failure, when it is none that may pass, or when no strategy has an answer.</exception>
    Task<FallbackResult<TResult>> ExecuteAsync(TRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes in an answer of the primary that was got in another way, such as together with others in one call: it is counted and kept as if it had been
    /// asked for here.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="result">The primary's answer.</param>
    /// <param name="asOf">The instant before the primary was asked: what is true when the answer comes may have changed since it was read.</param>
    /// <returns>The answer, and where it comes from.</returns>
    FallbackResult<TResult> Learn(TRequest request, TResult result, DateTimeOffset asOf);
}
