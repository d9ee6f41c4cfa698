namespace ServiceDefaults.Errors;

/// <summary>
/// Knows the exceptions of one technology. Register one with
/// <see cref="ErrorsExtensions.AddErrorClassificationProvider{TProvider}"/>; the one registered last is asked first.
/// </summary>
public interface IErrorClassificationProvider
{
    /// <summary>The exception types it is asked about, types derived from them included.</summary>
    IReadOnlyCollection<Type> ExceptionTypes { get; }

    /// <summary>Classifies an exception, looking at its type and its typed members only: texts change, and misfire.</summary>
    /// <param name="exception">An instance of one of <see cref="ExceptionTypes"/>.</param>
    /// <returns>The error, or <see langword="null"/> when this one is not understood and the search is to go on.</returns>
    ClassifiedError? Classify(Exception exception);
}
