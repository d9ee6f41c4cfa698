using Microsoft.Extensions.Time.Testing;
using Polly;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Tests.Timeouts;

public sealed class TimeoutFallbackTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ResiliencePipeline<string[]> _pipeline;

    public TimeoutFallbackTests() => _pipeline = new ResiliencePipelineBuilder<string[]> { TimeProvider = _time }
        .AddTimeoutWithFallback<string[]>(TimeSpan.FromSeconds(5), static () => [])
        .Build();

    [Fact]
    public async Task Execute_TimedOut_ReturnsTheFallback()
    {
        var late = _pipeline.ExecuteAsync<string[]>(
            static async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return ["late"];
            },
            TestContext.Current.CancellationToken).AsTask();
        Assert.False(late.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Empty(await late);
    }

    [Fact]
    public async Task Execute_InTime_ReturnsTheResult() =>
        Assert.Equal(["result"], await _pipeline.ExecuteAsync<string[]>(
            static _ => new ValueTask<string[]>(["result"]), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Execute_OtherFailure_IsThrown() =>
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await _pipeline.ExecuteAsync<string[]>(
                static _ => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
}
