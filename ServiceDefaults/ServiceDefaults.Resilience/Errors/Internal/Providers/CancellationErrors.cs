namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Classifies timeouts that are reported as a cancellation or a <see cref="TimeoutException"/>. The classifier has
/// already handled cancellations by the caller, so any other comes from a timeout of this process.
/// </summary>
internal sealed class CancellationErrors : IErrorClassificationProvider
{
    // Created once, because every failed attempt is classified.
    private static readonly ClassifiedError Timeout = ClassifiedErrors.Timeout(mayHaveSucceeded: true);
    private static readonly ClassifiedError Cancellation = Timeout with { IsTransient = false };

    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [
        typeof(OperationCanceledException), typeof(TimeoutException)
    ];

    // HttpClient reports its own timeouts by an inner TimeoutException. Any other cancellation was intended, and
    // another attempt does not undo it.
    public ClassifiedError? Classify(Exception exception) =>
        exception is TimeoutException || exception.InnerException is TimeoutException ? Timeout : Cancellation;
}
