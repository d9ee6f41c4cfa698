namespace ServiceDefaults.Errors;

/// <summary>Classifies any exception by its type, never by its message.</summary>
public interface IErrorClassifier
{
    /// <summary>
    /// Calls the providers for the exception's type, then its base types, then does the same for its inner exception,
    /// and so on. An unknown exception is <see cref="ErrorCategory.Unknown"/>.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="context">Whether the operation only reads, and the token of its caller.</param>
    /// <returns>The error, or <see langword="null"/> when there is none, because the caller itself has left.</returns>
    ClassifiedError? Classify(Exception exception, OperationContext context = default);
}
