using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>Rejections by our own pipelines. Apart from the timeout they come before anything was sent.</summary>
internal sealed class PollyErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(ExecutionRejectedException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        // An isolated circuit has no remaining time: an operator closes it, nobody knows when.
        BrokenCircuitException open => Rejected(ClassifiedErrors.ServiceUnavailable(open.RetryAfter ?? RetryAfterDefaults.Unavailable)),
        TimeoutRejectedException => ClassifiedErrors.Timeout(mayHaveSucceeded: true),
        RateLimiterRejectedException rejected => Rejected(OfLimiter(rejected)),
        _ => null,
    };

    // Another attempt would meet the same limit, and add to it.
    private static ClassifiedError Rejected(ClassifiedError error) => error with { IsTransient = false, Origin = FailureOrigin.Limit };

    private static ClassifiedError OfLimiter(RateLimiterRejectedException rejected) => rejected.TelemetrySource?.StrategyName switch
    {
        StrategyNames.RateLimiter => ClassifiedErrors.RateLimit(rejected.RetryAfter),
        StrategyNames.Bulkhead => ClassifiedErrors.SystemBusy(rejected.RetryAfter),
        // Under another name: only limits over time can say when there will be room again.
        _ => rejected.RetryAfter is { } wait ? ClassifiedErrors.RateLimit(wait) : ClassifiedErrors.SystemBusy(),
    };
}
