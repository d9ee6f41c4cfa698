namespace ServiceDefaults.Fallback;

/// <summary>One way to come to an answer when the primary gives none.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
public interface IFallbackStrategy<TRequest, TResult>
{
    /// <summary>The name by which the settings order strategies: <c>service</c>, <c>cache</c>, <c>default</c>, or one of your own.</summary>
    string Name { get; }

    /// <summary>Whether it always has an answer, so that nothing after it would ever be asked.</summary>
    bool IsTerminal { get; }

    /// <summary>Looks for an answer.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>
    /// The answer, whose age the operation sets, or <see langword="null"/>: then the next strategy is asked. A failure
    /// counts as none.
    /// </returns>
    Task<FallbackResult<TResult>?> TryAsync(Question<TRequest> question, CancellationToken cancellationToken);
}
