using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Classifies rejections by the pipelines of this process. Except for a timeout, they happen before anything is sent.
/// </summary>
internal sealed class PollyErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(ExecutionRejectedException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        // An isolated circuit has no remaining time: an operator closes it at an unknown time.
        BrokenCircuitException open => Rejected(
            ClassifiedErrors.ServiceUnavailable(open.RetryAfter ?? RetryAfterDefaults.Unavailable)),
        TimeoutRejectedException => ClassifiedErrors.Timeout(mayHaveSucceeded: true),
        RateLimiterRejectedException rejected => Rejected(OfLimiter(rejected)),
        _ => null,
    };

    // The same limit would reject another attempt, which would only add load.
    private static ClassifiedError Rejected(ClassifiedError error) =>
        error with { IsTransient = false, Origin = FailureOrigin.Limit };

    private static ClassifiedError OfLimiter(RateLimiterRejectedException rejected) =>
        rejected.TelemetrySource?.StrategyName switch
        {
            StrategyNames.RateLimiter => ClassifiedErrors.RateLimit(rejected.RetryAfter),
            StrategyNames.Bulkhead => ClassifiedErrors.SystemBusy(rejected.RetryAfter),
            // An unknown strategy: only limits over time can report when there will be capacity again.
            _ => rejected.RetryAfter is { } wait ? ClassifiedErrors.RateLimit(wait) : ClassifiedErrors.SystemBusy(),
        };
}
