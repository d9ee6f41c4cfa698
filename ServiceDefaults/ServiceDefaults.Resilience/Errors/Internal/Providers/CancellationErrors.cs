namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Time that was up, however it was told. A cancellation arrives here only when the caller is still there (the classifier
/// has looked), so one of our own clocks ended the work.
/// </summary>
internal sealed class CancellationErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(OperationCanceledException), typeof(TimeoutException)];

    // By an inner TimeoutException HttpClient tells its own timeouts. Any other cancellation was meant, and is not undone by another attempt.
    public ClassifiedError? Classify(Exception exception) =>
        ClassifiedErrors.Timeout(mayHaveSucceeded: true) with { IsTransient = exception is TimeoutException || exception.InnerException is TimeoutException };
}
