using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Events;
using ServiceDefaults.Monitoring.Internal;

namespace ServiceDefaults.Tests.Monitoring;

public sealed class DependencyWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    [Fact]
    public void Add_AnyNumberOfEvents_AllocatesNothing()
    {
        var window = new DependencyWindow(Window, TimeProvider.System);
        AddSome(window);

        var before = GC.GetAllocatedBytesForCurrentThread();
        AddSome(window);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("success", 1, 0)]
    [InlineData("not_found", 1, 0)]
    [InlineData("conflict", 1, 0)]
    [InlineData("business_logic", 1, 0)]
    [InlineData("cancelled", 0, 0)]
    [InlineData("circuit_breaker_open", 0, 1)]
    [InlineData("rate_limit", 0, 1)]
    [InlineData("system_busy", 0, 1)]
    [InlineData("service_unavailable", 0, 1)]
    [InlineData("timeout", 0, 1)]
    [InlineData("unknown", 0, 1)]
    public void AddOperation_EachOutcome_CountsAsSuccessFailureOrNeither(string outcome, int successes, int failures)
    {
        var window = new DependencyWindow(Window, TimeProvider.System);

        window.AddOperation(Operation(outcome, TimeProvider.System));

        var metrics = window.Read(Window);
        Assert.Equal((1, successes, failures), (metrics.Operations, metrics.Successes, metrics.Failures));
        Assert.Equal(
            (successes == 1, failures == 1), (metrics.LastSuccess is not null, metrics.LastFailure is not null));
    }

    [Fact]
    public void Read_AfterASuccessAndAFailure_HasTheTimeOfEach()
    {
        var time = new FakeTimeProvider();
        var window = new DependencyWindow(Window, time);
        var begin = time.GetUtcNow();
        foreach (var outcome in new[] { "success", "timeout" })
        {
            time.Advance(TimeSpan.FromSeconds(1));
            window.AddOperation(Operation(outcome, time));
        }

        time.Advance(2 * Window);

        var metrics = window.Read(Window);
        Assert.Equal(
            (0, begin.AddSeconds(1), begin.AddSeconds(2)),
            (metrics.Operations, metrics.LastSuccess, metrics.LastFailure));
    }

    [Fact]
    public void UpperBound_OfEachBucket_IsTheStartOfTheNext()
    {
        for (var index = 0; index < LatencyBuckets.Count; index++)
        {
            var end = TimeSpan.FromSeconds(LatencyBuckets.UpperBound(index));
            Assert.Equal(index, LatencyBuckets.IndexOf(end - TimeSpan.FromTicks(1)));
            Assert.Equal(Math.Min(index + 1, LatencyBuckets.Count - 1), LatencyBuckets.IndexOf(end));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void IndexOf_DurationOutsideOfAllBuckets_IsTheFirstOrLastBucket(long ticks) => Assert.Equal(
        ticks > 0 ? LatencyBuckets.Count - 1 : 0, LatencyBuckets.IndexOf(TimeSpan.FromTicks(ticks)));

    private static OperationCompleted Operation(string outcome, TimeProvider time) =>
        new("labs", "read", outcome, TimeSpan.Zero, IsRejected: false) { CompletedAt = time.GetTimestamp() };

    private static void AddSome(DependencyWindow window)
    {
        for (var number = 0; number < 10_000; number++)
        {
            window.AddOperation(new OperationCompleted(
                "labs",
                "read",
                number % 3 == 0 ? "success" : "not_found",
                TimeSpan.FromMilliseconds(number),
                IsRejected: number % 7 == 0)
            {
                CompletedAt = TimeProvider.System.GetTimestamp()
            });
            window.AddRetry();
            window.AddTimeout();
            window.AddTrip();
            window.AddRejection("bulkhead");
        }
    }
}
