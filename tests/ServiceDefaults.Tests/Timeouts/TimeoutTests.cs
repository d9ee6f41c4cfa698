using Polly;
using Polly.Timeout;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Events;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Timeouts;

public sealed class TimeoutTests : IDisposable
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(35);

    private readonly WatchedTimeProvider _time = new();
    private readonly RecordingListener _listener = new();
    private PipelineHost? _host;
    private int _calls;

    [Fact]
    public async Task AttemptTimeout_OfAHungAttempt_IsRetriedAndTheNextOneMaySucceed()
    {
        var execution = Pipeline(Total * 10).RunAsync(
            async context =>
            {
                if (++_calls == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
                }

                return _calls;
            },
            "report");

        await _time.PassAsync(Attempt);
        await _time.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, await execution);
        Assert.Equal(
            [new TimedOut("jobs", "report", StrategyNames.AttemptTimeout, Attempt), new RetryScheduled(
                "jobs", "report", 1, TimeSpan.FromSeconds(1), "TimeoutRejectedException <- TaskCanceledException")],
            _listener.All);
    }

    [Fact]
    public async Task AttemptTimeout_OfEveryAttempt_IsThrown()
    {
        var execution = HangAsync(Total * 10);

        await _time.PassAsync(Attempt);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.PassAsync(Attempt);
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        await _time.PassAsync(Attempt);

        var timeout = await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
        Assert.Equal((Attempt, StrategyNames.AttemptTimeout), (timeout.Timeout, timeout.TelemetrySource?.StrategyName));
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task TotalTimeout_OfTheGuidesNinetyThreeSeconds_EndsAfterThirtyFive()
    {
        var execution = HangAsync(Total);
        await _time.PassAsync(Attempt);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.SeeWaitAsync(Attempt);

        _time.Advance(TimeSpan.FromSeconds(4) - TimeSpan.FromTicks(1));
        Assert.False(execution.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        var timeout = await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
        Assert.Equal((Total, StrategyNames.TotalTimeout), (timeout.Timeout, timeout.TelemetrySource?.StrategyName));
        Assert.Equal((Total, 2), (_time.GetUtcNow() - _time.Start, _calls));
    }

    [Fact]
    public async Task TotalTimeout_TooCloseForAnotherAttempt_StopsWithoutTheRetryDelay()
    {
        var execution = HangAsync(Attempt + TimeSpan.FromSeconds(1));

        await _time.PassAsync(Attempt);

        var timeout = await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
        Assert.Equal(StrategyNames.AttemptTimeout, timeout.TelemetrySource?.StrategyName);
        Assert.Equal(new(
            "jobs",
            string.Empty,
            RetryStopReason.DeadlineTooClose,
            1,
            "TimeoutRejectedException <- TaskCanceledException"), Assert.Single(_listener.Of<RetryStopped>()));
    }

    [Fact]
    public async Task TotalTimeout_DuringTheSecondAttempt_IsTheReasonNotToRetry()
    {
        var execution = HangAsync(Total);
        await _time.PassAsync(Attempt);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.SeeWaitAsync(Attempt);

        _time.Advance(TimeSpan.FromSeconds(4));

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
        Assert.Equal(
            new(
                "jobs",
                string.Empty,
                RetryStopReason.TotalTimeout,
                2,
                "OperationCanceledException <- TaskCanceledException"),
            Assert.Single(_listener.Of<RetryStopped>()));
    }

    [Fact]
    public async Task Execute_CancelledByItsCallerDuringTheDelay_NamesTheCaller()
    {
        using var caller = new CancellationTokenSource();
        var execution = Pipeline(Total).ExecuteAsync<int>(
            _ => throw new TimeoutException(), caller.Token).AsTask();
        await _time.SeeWaitAsync(TimeSpan.FromSeconds(1));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => execution);
        Assert.Equal(
            (RetryStopReason.CallerLeft, 1),
            Assert.Single(_listener.Of<RetryStopped>()) is var stopped ? (stopped.Reason, stopped.Attempts) : default);
    }

    [Fact]
    public async Task TotalTimeout_WhileQueuedInTheBulkhead_TimesOut()
    {
        var pipeline = Pipeline(Total, ("Bulkhead:MaxConcurrency", "1"));
        var end = new TaskCompletionSource<int>();
        var inside = pipeline.RunAsync(_ => new ValueTask<int>(end.Task));
        _time.Advance(TimeSpan.FromSeconds(1));
        var outside = pipeline.RunAsync(_ => new ValueTask<int>(++_calls));

        _time.Advance(Total);

        Assert.Equal(Total, (await Assert.ThrowsAsync<TimeoutRejectedException>(() => outside)).Timeout);
        Assert.Equal(0, _calls);
        end.SetResult(1);
        Assert.Equal(1, await inside);
    }

    public void Dispose() => _host?.Dispose();

    private Task<int> HangAsync(TimeSpan total) => Pipeline(total).RunAsync(async context =>
    {
        _calls++;
        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        return 0;
    });

    private ResiliencePipeline Pipeline(TimeSpan total, params (string Key, string Value)[] others)
    {
        var settings = others.Append(("TotalTimeout:Duration", total.ToString("c")))
            .Append(("CircuitBreaker:ProbeLease", "12:00:00"))
            .Append(("AttemptTimeout:Duration", Attempt.ToString("c")))
            .Append(("Retry:MaxAttempts", "3"))
            .Append(("Retry:BaseDelay", "00:00:01"))
            .Append(("Retry:MaxDelay", "00:00:10"))
            .ToDictionary(
                pair => $"Resilience:Pipelines:jobs:{pair.Item1}",
                pair => (string?)pair.Item2,
                StringComparer.OrdinalIgnoreCase);
        _host = new(
            builder =>
            {
                builder.AddDependencyPipeline("jobs", DependencyKind.Worker);
                _listener.AddTo(builder);
            },
            settings,
            time: _time);
        return _host.Pipeline("jobs");
    }
}
