using Polly.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.RateLimiting;

public sealed class ReserveTests
{
    private const string Limit = "Resilience:Pipelines:thing:RateLimit:";

    [Theory]
    [InlineData("TokenBucket", "0.5", 5)]
    [InlineData("SlidingWindow", "0.5", 5)]
    [InlineData("FixedWindow", "0.5", 5)]
    [InlineData("TokenBucket", "0", 10)]
    public async Task Calls_OfABatch_LeaveTheReserveToInteractiveCalls(string algorithm, string reserve, int expected)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Worker),
            new()
            {
                [Limit + "Algorithm"] = algorithm,
                [Limit + "Permits"] = "10",
                [Limit + "Burst"] = "10",
                [Limit + "Period"] = "1.00:00:00",
                [Limit + "Reserve"] = reserve,
            });

        Assert.Equal(expected, await CountAsync(host, Criticality.Batch));
        Assert.Equal(10 - expected, await CountAsync(host, criticality: null));
    }

    [Fact]
    public async Task Rejection_OfABatchCall_HasTheRetryAfterOfAPermitAboveTheReserve()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Worker),
            new()
            {
                [Limit + "Permits"] = "1",
                [Limit + "Burst"] = "2",
                [Limit + "Period"] = "01:00:00",
            });
        Assert.Equal(1, await CountAsync(host, Criticality.Batch));

        using (Criticality.Use(Criticality.Batch))
        {
            var rejection = await Assert.ThrowsAsync<RateLimiterRejectedException>(() => RunAsync(host));
            Assert.Equal(TimeSpan.FromHours(1), rejection.RetryAfter);
        }
    }

    private static async Task<int> CountAsync(PipelineHost host, string? criticality)
    {
        using var ambient = Criticality.Use(criticality);
        var admitted = 0;
        for (var call = 0; call < 12; call++)
        {
            try
            {
                await RunAsync(host);
                admitted++;
            }
            catch (RateLimiterRejectedException rejection)
            {
                Assert.Equal("rate-limiter", rejection.TelemetrySource?.StrategyName);
            }
        }

        return admitted;
    }

    private static Task RunAsync(PipelineHost host) => host.Pipeline("thing").ExecuteAsync(
        static _ => ValueTask.CompletedTask, TestContext.Current.CancellationToken).AsTask();
}
