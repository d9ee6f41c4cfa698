namespace ServiceDefaults.Errors;

/// <summary>
/// Classifies the exceptions of one technology. Register an implementation with
/// <see cref="ErrorsExtensions.AddErrorClassificationProvider{TProvider}"/>; for the same exception type, the provider
/// registered last is called first.
/// </summary>
public interface IErrorClassificationProvider
{
    /// <summary>The exception types that this provider classifies, including derived types.</summary>
    IReadOnlyCollection<Type> ExceptionTypes { get; }

    /// <summary>
    /// Classifies an exception by its type and its typed members only, because message texts change and cause false
    /// matches.
    /// </summary>
    /// <param name="exception">An instance of one of <see cref="ExceptionTypes"/>.</param>
    /// <returns>
    /// The error, or <see langword="null"/> when this provider cannot classify the exception and the search continues.
    /// </returns>
    ClassifiedError? Classify(Exception exception);
}
