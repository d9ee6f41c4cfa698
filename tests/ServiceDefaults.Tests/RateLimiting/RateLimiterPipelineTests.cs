using Polly.RateLimiting;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.RateLimiting;

/// <summary>The windows use the system clock, so periods are so long that nothing is replenished.</summary>
public sealed class RateLimiterPipelineTests
{
    private const int Permits = 2;
    private const int Burst = 5;

    /// <summary>
    /// The differences between the three algorithms without waiting: how many calls pass at once, and their retry-after
    /// (V6).
    /// </summary>
    [Theory]
    [InlineData("TokenBucket", Burst, "00:30:00")]
    [InlineData("FixedWindow", Permits, "01:00:00")]
    [InlineData("SlidingWindow", Permits, null)]
    public async Task Pipeline_WithAnAlgorithmByName_LimitsByIt(string algorithm, int expected, string? retryAfter)
    {
        using var host = Make(algorithm);

        var (passed, rejection) = await RunUntilRejectedAsync(host);

        Assert.Equal(expected, passed);
        Assert.True(
            retryAfter is null ? rejection.RetryAfter is null : rejection.RetryAfter is { } wait
                && wait <= TimeSpan.Parse(retryAfter) && wait > TimeSpan.Parse(retryAfter) - TimeSpan.FromMinutes(1),
            $"The wait was {rejection.RetryAfter}.");
    }

    [Theory]
    [InlineData("TokenBucket")]
    [InlineData("FixedWindow")]
    [InlineData("SlidingWindow")]
    public async Task Pipeline_BeyondTheRate_IsRejectedAsRateLimit(string algorithm)
    {
        using var host = Make(algorithm);

        var (_, rejection) = await RunUntilRejectedAsync(host);

        Assert.Equal(
            (StrategyNames.RateLimiter, "thing"),
            (rejection.TelemetrySource?.StrategyName, rejection.TelemetrySource?.PipelineName));
        var error = host.Get<IErrorClassifier>().Classify(rejection);
        Assert.Equal(
            (ErrorCategory.RateLimit, 429, true, false),
            (error?.Category, error?.Status, error?.CanRetry, error?.MayHaveSucceeded));
    }

    [Fact]
    public async Task Statistics_AfterARejection_HaveGrantedRejectedAndRemainingPermits()
    {
        using var host = Make("TokenBucket");
        await host.RunAsync(DependencyKind.Worker, _ => default);
        Assert.Equal(Burst - 1, host.State().RateLimiter?.GetStatistics()?.CurrentAvailablePermits);

        await RunUntilRejectedAsync(host);

        var statistics = host.State().RateLimiter?.GetStatistics();
        Assert.Equal(
            (Burst, 1L, 0L),
            ((int?)statistics?.TotalSuccessfulLeases, statistics?.TotalFailedLeases,
             statistics?.CurrentAvailablePermits));
    }

    [Fact]
    public async Task Pipeline_WithoutARateLimiter_HasNoStatisticsAndNoLimit()
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Database));

        for (var call = 0; call < 2000; call++)
        {
            await host.RunAsync(DependencyKind.Database, _ => default);
        }

        Assert.Null(host.State().RateLimiter);
    }

    private static PipelineHost Make(string algorithm) => new(
        builder => builder.AddAnyDependency(DependencyKind.Worker), new()
        {
            ["Resilience:Pipelines:thing:RateLimit:Algorithm"] = algorithm,
            ["Resilience:Pipelines:thing:RateLimit:Permits"] = $"{Permits}",
            ["Resilience:Pipelines:thing:RateLimit:Burst"] = $"{Burst}",
            ["Resilience:Pipelines:thing:RateLimit:Period"] = "01:00:00",
        });

    private static async Task<(int Passed, RateLimiterRejectedException Rejection)> RunUntilRejectedAsync(
        PipelineHost host)
    {
        for (var passed = 0; passed <= Burst; passed++)
        {
            try
            {
                await host.RunAsync(DependencyKind.Worker, _ => default);
            }
            catch (RateLimiterRejectedException rejection)
            {
                return (passed, rejection);
            }
        }

        throw new InvalidOperationException("Nothing was rejected.");
    }
}
