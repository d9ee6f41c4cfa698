using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.Registry;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Bulkheads;

public sealed class AdaptivePipelineTests
{
    private const string Pipeline = "Resilience:Pipelines:thing:";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Pipeline_OfADependencyThatTimesOut_HasFewerPermits()
    {
        using var host = Start(DependencyKind.Worker);

        await RunAsync(host, () => throw new TimeoutException());

        Assert.Equal(6, LimitOf(host));
    }

    [Fact]
    public async Task Pipeline_OfADependencyThatIsDown_KeepsItsPermits()
    {
        using var host = Start(DependencyKind.Worker);

        await RunAsync(host, () => throw new HttpRequestException(HttpRequestError.ConnectionError));

        Assert.Equal(8, LimitOf(host));
    }

    [Fact]
    public async Task Pipeline_WithAnOpenCircuit_KeepsItsPermits()
    {
        using var host = Start(DependencyKind.Worker, (Pipeline + "CircuitBreaker:Enabled", "true"));
        host.Pipeline("thing");
        host.State().CircuitBreaker.Isolate();

        await RunAsync(host, () => { });

        Assert.Equal(8, LimitOf(host));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 6)]
    [InlineData(HttpStatusCode.TooManyRequests, 6)]
    [InlineData(HttpStatusCode.InternalServerError, 8)]
    [InlineData(HttpStatusCode.NotFound, 8)]
    public async Task Pipeline_OfAnHttpDependency_FollowsItsStatus(HttpStatusCode status, int expected)
    {
        using var host = Start(DependencyKind.Http);
        var pipeline = host.Get<ResiliencePipelineProvider<string>>().GetPipeline<HttpResponseMessage>("thing");

        for (var call = 0; call < 6; call++)
        {
            using var response = await pipeline.ExecuteAsync(
                _ =>
                {
                    _time.Advance(TimeSpan.FromMilliseconds(10));
                    return ValueTask.FromResult(new HttpResponseMessage(status));
                },
                TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, LimitOf(host));
    }

    [Fact]
    public async Task Start_WithAMinimumAboveTheMaximum_FailsAndQuotesBoth()
    {
        using var host = Start(DependencyKind.Worker, (Pipeline + "Bulkhead:Adaptive:MinConcurrency", "9"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(
            "Pipeline 'thing': Bulkhead:Adaptive:MinConcurrency is 9 and MaxConcurrency is 8: permits are adapted "
            + "between the two, so lower the first or raise the second.",
            refusal.Failures);
    }

    private static int LimitOf(PipelineHost host)
    {
        return host.State().Bulkhead!.GetStatistics()[""].ConcurrencyLimit;
    }

    private async Task RunAsync(PipelineHost host, Action operation)
    {
        for (var call = 0; call < 6; call++)
        {
            try
            {
                await host.Pipeline("thing").ExecuteAsync(
                    _ =>
                    {
                        _time.Advance(TimeSpan.FromMilliseconds(10));
                        operation();
                        return ValueTask.CompletedTask;
                    },
                    TestContext.Current.CancellationToken);
            }
            catch (Exception exception)
            {
                Assert.True(exception is TimeoutException or HttpRequestException or BrokenCircuitException);
            }
        }
    }

    private PipelineHost Start(DependencyKind kind, (string Key, string Value)? other = null)
    {
        Dictionary<string, string?> settings = new()
        {
            [Pipeline + "Bulkhead:MaxConcurrency"] = "8",
            [Pipeline + "Bulkhead:Adaptive:Enabled"] = "true",
            [Pipeline + "Bulkhead:Adaptive:Interval"] = "00:00:00.050",
            [Pipeline + "Bulkhead:Adaptive:MinimumCalls"] = "5",
            [Pipeline + "Retry:Enabled"] = "false",
            [Pipeline + "CircuitBreaker:Enabled"] = "false",
        };
        if (other is var (key, value))
        {
            settings[key] = value;
        }

        return new(builder => builder.AddAnyDependency(kind), settings, time: _time);
    }
}
