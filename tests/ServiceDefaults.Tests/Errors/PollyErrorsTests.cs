using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class PollyErrorsTests
{
    [Fact]
    public void Classify_OpenCircuit_HasRetryAfterOfTheRemainingBreak() =>
        Assert.Equal(
            Classification.Error(ErrorCategory.ServiceUnavailable, 503, 17),
            Classification.Of(new BrokenCircuitException("open", TimeSpan.FromSeconds(17), new TimeoutException())));

    [Fact]
    public void Classify_IsolatedCircuit_HasTheDefaultRetryAfter() =>
        Assert.Equal(
            Classification.Error(ErrorCategory.ServiceUnavailable, 503, 30),
            Classification.Of(new IsolatedCircuitException()));

    [Fact]
    public void Classify_TimeoutStrategy_MayHaveSucceeded() =>
        Assert.Equal(
            Classification.Error(ErrorCategory.Timeout, 504, 5, mayHaveSucceeded: true),
            Classification.Of(new TimeoutRejectedException()));

    [Fact]
    public async Task Classify_V5FullBulkhead_IsBusyForFiveSeconds()
    {
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1, QueueLimit = 0 });
        using var taken = limiter.AttemptAcquire();

        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 5),
            Classification.Of(await RejectionAsync(limiter, StrategyNames.Bulkhead)));
    }

    [Fact]
    public async Task Classify_V5RateLimiterWithRetryAfter_IsARateLimitWithThatRetryAfter()
    {
        await using var limiter = new FixedWindowRateLimiter(
            new() { PermitLimit = 1, Window = TimeSpan.FromSeconds(12), AutoReplenishment = false });
        using var taken = limiter.AttemptAcquire();

        Assert.Equal(
            Classification.Error(ErrorCategory.RateLimit, 429, 12),
            Classification.Of(await RejectionAsync(limiter, StrategyNames.RateLimiter)));
        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 12),
            Classification.Of(await RejectionAsync(limiter, StrategyNames.Bulkhead)));
    }

    [Fact]
    public async Task Classify_V6RateLimiterWithoutRetryAfter_IsARateLimitForThirtySeconds()
    {
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1, QueueLimit = 0 });
        using var taken = limiter.AttemptAcquire();

        Assert.Equal(
            Classification.Error(ErrorCategory.RateLimit, 429, 30),
            Classification.Of(await RejectionAsync(limiter, StrategyNames.RateLimiter)));
    }

    [Fact]
    public void Classify_UnnamedLimiter_IsARateLimitOnlyWithRetryAfter()
    {
        Assert.Equal(
            Classification.Error(ErrorCategory.RateLimit, 429, 3),
            Classification.Of(new RateLimiterRejectedException(TimeSpan.FromSeconds(3))));
        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 5),
            Classification.Of(new RateLimiterRejectedException()));
    }

    [Fact]
    public void Classify_OtherRejection_IsClassifiedByItsCause() =>
        Assert.Equal(
            ErrorCategory.Conflict,
            Classification.Of(
                new OtherRejectionException(new ResilienceException(ClassifiedErrors.Conflict))).Category);

    private static async Task<RateLimiterRejectedException> RejectionAsync(RateLimiter limiter, string strategyName)
    {
        var pipeline = new ResiliencePipelineBuilder()
            .AddRateLimiter(new RateLimiterStrategyOptions
            {
                Name = strategyName,
                RateLimiter = call => limiter.AcquireAsync(1, call.Context.CancellationToken)
            })
            .ConfigureTelemetry(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance)
            .Build();
        return await Assert.ThrowsAsync<RateLimiterRejectedException>(() =>
            pipeline.ExecuteAsync(_ => ValueTask.CompletedTask, TestContext.Current.CancellationToken).AsTask());
    }

    private sealed class OtherRejectionException(Exception cause) : ExecutionRejectedException("x", cause);
}
