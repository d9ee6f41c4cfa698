namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Time that was up, however it was told. A cancellation arrives here only when the caller is still there (the classifier
/// has looked), so one of our own clocks ended the work.
/// </summary>
internal sealed class CancellationErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(OperationCanceledException), typeof(TimeoutException)];

    public ClassifiedError? Classify(Exception exception) => ClassifiedErrors.Timeout(mayHaveSucceeded: true);
}
