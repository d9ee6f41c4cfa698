namespace ServiceDefaults.Errors;

/// <summary>Turns any exception into the one vocabulary of errors, by its type and never by its text.</summary>
public interface IErrorClassifier
{
    /// <summary>
    /// Asks the providers for the exception's type, then its base types, then the same of its inner exception, and so on.
    /// What nobody knows is <see cref="ErrorCategory.Unknown"/>.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="context">What kind of operation it was, and whether its caller is still there.</param>
    /// <returns>The error, or <see langword="null"/> when there is none: the caller itself has gone away.</returns>
    ClassifiedError? Classify(Exception exception, OperationContext context = default);
}
