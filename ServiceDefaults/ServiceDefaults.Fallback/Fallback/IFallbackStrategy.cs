namespace ServiceDefaults.Fallback;

/// <summary>One way to respond when the primary source does not.</summary>
/// <typeparam name="TRequest">Type of the request.</typeparam>
/// <typeparam name="TResult">Type of the response.</typeparam>
public interface IFallbackStrategy<TRequest, TResult>
{
    /// <summary>
    /// The name by which the settings order strategies: <c>service</c>, <c>cache</c>, <c>default</c>, or a name of your
    /// own.
    /// </summary>
    string Name { get; }

    /// <summary>Whether the strategy always has a response, so that later ones would never be tried.</summary>
    bool IsTerminal { get; }

    /// <summary>Tries to get a response.</summary>
    /// <param name="context">The request, with its caller, key and settings.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>
    /// The response, whose age the operation sets, or <see langword="null"/> to try the next strategy. An exception
    /// counts as <see langword="null"/>.
    /// </returns>
    Task<FallbackResult<TResult>?> TryAsync(FallbackContext<TRequest> context, CancellationToken cancellationToken);
}
