using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Events;

public sealed class ResilienceListenerTests
{
    private readonly WatchedTimeProvider _time = new();
    private readonly RecordingListener _listener = new();

    [Fact]
    public async Task Listener_OfFailures_GetsAllEventsInOrder()
    {
        await using var jobs = new ResilientJobs(_time, _listener.AddTo);

        await jobs.FailAsync();
        Assert.Equal(
            [
                new RetryScheduled("jobs", "save", 1, TimeSpan.Zero, nameof(TimeoutException)),
                new RetryScheduled("jobs", "save", 2, TimeSpan.Zero, nameof(TimeoutException)),
                new RetryStopped("jobs", "save", RetryStopReason.AttemptsExhausted, 3, nameof(TimeoutException)),
            ],
            _listener.All);
        await jobs.FailAsync(3);

        var opening = Assert.Single(_listener.Of<CircuitChange>());
        Assert.Equal(
            new(
                "jobs",
                CircuitState.Closed,
                CircuitState.Open,
                CircuitChangeReason.ConsecutiveFailures,
                1,
                TimeSpan.FromSeconds(1)), opening);
        Assert.Equal(new CallRejected("jobs", "save", StrategyNames.CircuitBreaker), _listener.All[^1]);
    }

    [Fact]
    public async Task Listener_OfTheRecovery_GetsEachState()
    {
        await using var jobs = new ResilientJobs(_time, _listener.AddTo);
        await jobs.FailAsync(3);
        _time.Advance(TimeSpan.FromSeconds(1));

        for (var probe = 0; probe < 3; probe++)
        {
            await jobs.Pipeline.ExecuteAsync(_ => ValueTask.CompletedTask, TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            [CircuitState.Open, CircuitState.HalfOpen, CircuitState.Closed],
            _listener.Of<CircuitChange>().Select(change => change.To));
    }

    [Fact]
    public async Task Listener_AfterTheRequestDeadline_GetsARejection()
    {
        await using var jobs = new ResilientJobs(_time, _listener.AddTo);
        RequestDeadline.Current = new(TimeSpan.Zero, attempt: 1, _time);

        await Assert.ThrowsAsync<DeadlineExceededException>(() =>
            jobs.Pipeline.ExecuteAsync(_ => ValueTask.CompletedTask, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(new("jobs", "", StrategyNames.Scope), Assert.Single(_listener.Of<CallRejected>()));
    }

    [Fact]
    public async Task Listener_OfTimeoutsAndAFullBulkhead_GetsTheirEvents()
    {
        await using var jobs = new ResilientJobs(_time, _listener.AddTo);

        await jobs.HangAsync();
        await jobs.OverfillAsync();

        Assert.Equal(
            [
                new("jobs", "save", StrategyNames.AttemptTimeout, TimeSpan.FromSeconds(3)),
                new("jobs", "save", StrategyNames.TotalTimeout, TimeSpan.FromSeconds(5)),
            ],
            _listener.Of<TimedOut>());
        Assert.Equal(new("jobs", "save", StrategyNames.Bulkhead), Assert.Single(_listener.Of<CallRejected>()));
    }

    [Fact]
    public async Task Listener_ThatThrows_IsLoggedAndAffectsNeitherTheCallNorOtherListeners()
    {
        await using var jobs = new ResilientJobs(_time, builder =>
        {
            builder.Services.AddSingleton<IResilienceListener, Throwing>();
            _listener.AddTo(builder);
        });
        var calls = 0;

        await jobs.Pipeline.ExecuteAsync(
            _ => ++calls < 3 ? throw new TimeoutException() : ValueTask.CompletedTask,
            TestContext.Current.CancellationToken);

        Assert.Equal(2, _listener.Of<RetryScheduled>().Count);
        var lines = jobs.Host.Logs.GetSnapshot()
            .Where(record => record.Category == typeof(ResilienceEventHub).FullName).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.StartsWith(
                "Resilience listener Throwing threw InvalidOperationException", line.Message, StringComparison.Ordinal);
            Assert.Null(line.Exception);
        });
    }

    private sealed class Throwing : IResilienceListener
    {
        public void OnRetryScheduled(RetryScheduled retry) => throw new InvalidOperationException(ResilientJobs.Canary);
    }
}
