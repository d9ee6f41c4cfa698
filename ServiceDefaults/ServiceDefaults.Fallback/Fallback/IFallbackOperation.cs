namespace ServiceDefaults.Fallback;

/// <summary>
/// An operation that uses fallbacks when its primary source is unavailable or slow, and labels each response with its
/// source. Inject it with <c>[FromKeyedServices(name)]</c>.
/// </summary>
/// <typeparam name="TRequest">Type of the request.</typeparam>
/// <typeparam name="TResult">Type of the response.</typeparam>
public interface IFallbackOperation<TRequest, TResult>
{
    /// <summary>
    /// Calls the primary source; identical calls at the same time share one. The fallbacks are tried in order when the
    /// primary source is unavailable (down, too slow, too busy), or takes longer than the soft timeout. A cached
    /// response within <see cref="FallbackOptions.FreshFor"/> is returned without a call.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">
    /// The caller's token. Cancelling it does not affect other callers that share the call.
    /// </param>
    /// <returns>The response and its source.</returns>
    /// <exception cref="Exception">
    /// The failure of the primary source, when it is not a sign of unavailability, or when no fallback has a response.
    /// </exception>
    Task<FallbackResult<TResult>> ExecuteAsync(TRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records a response of the primary source that was obtained in another way, such as in a batch call. It is
    /// counted and cached as if this operation had made the call.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="result">The response of the primary source.</param>
    /// <param name="asOf">
    /// The time just before the request was sent to the primary source, because the data may change between the read
    /// and the arrival of the response.
    /// </param>
    /// <returns>The response and its source.</returns>
    FallbackResult<TResult> RecordPrimaryResult(TRequest request, TResult result, DateTimeOffset asOf);
}
