using Microsoft.Extensions.Logging;
using Polly;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>An operation that ignores its token, as a driver does whose server is frozen.</summary>
public sealed class AbandonmentTests : IDisposable
{
    private const string Canary = "canary-4711";

    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<int> _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WatchedTimeProvider _time = new();
    private readonly PipelineHost _host;

    public AbandonmentTests() => _host = new(
        builder => builder
            .AddDependencyPipeline("database", DependencyKind.Database, options =>
            {
                (options.AttemptTimeout.Duration, options.Retry.Enabled) = (Attempt, false);
                (options.Bulkhead.MaxConcurrency, options.Bulkhead.QueueLimit) = (1, 1);
            })
            .AddDependencyPipeline("open", DependencyKind.Database, options =>
            {
                (options.AttemptTimeout.Duration, options.Retry.Enabled) = (Attempt, false);
                options.Bulkhead.Enabled = false;
            }),
        time: _time);

    [Fact]
    public async Task Execute_OperationThatIgnoresItsToken_IsAnsweredAtTheTimeout()
    {
        var execution = RunFrozenAsync();
        Assert.False(execution.IsCompleted);

        await _time.PassAsync(Attempt);

        Assert.Equal(Attempt, (await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution)).Timeout);
        Assert.False(_frozen.Task.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_WhatWasLeftBehind_KeepsItsPlaceUntilItEnds(bool fails)
    {
        await AbandonAsync();
        var queued = Pipeline.RunAsync(_ => new ValueTask<int>(7));
        Assert.Equal((1, 1), (Statistics.Active, Statistics.Queued));
        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => RunFrozenAsync());

        End(fails);

        Assert.Equal(7, await queued);
        Assert.Equal((0, 0), (Statistics.Active, Statistics.Queued));
    }

    [Fact]
    public async Task Execute_OnAContextWhosePlaceWasGivenBackBefore_DoesNotGiveItBackAgain()
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        await Pipeline.ExecuteAsync(_ => new ValueTask<int>(0), context);
        var execution = _host.Pipeline("open").ExecuteAsync(_ => new ValueTask<int>(_frozen.Task), context).AsTask();
        await _time.SeeWaitAsync(Attempt);
        await _time.PassAsync(Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);

        End(fails: false);
        await LogOfTheEndAsync();
        using var one = await _host.Get<IBulkheads>().All[("database", string.Empty)].AcquireAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, Statistics.Active);
    }

    [Theory]
    [InlineData(false, "success")]
    [InlineData(true, nameof(InvalidOperationException))]
    public async Task Execute_WhatWasLeftBehind_IsLoggedByTypeWhenItEnds(bool fails, string outcome)
    {
        await AbandonAsync();

        End(fails);

        Assert.Equal($"An operation save that was given up has ended after all: {outcome}.", await LogOfTheEndAsync());
        Assert.DoesNotContain(_host.Logs.GetSnapshot(), record => record.Message.Contains(Canary) || record.Exception is not null);
    }

    [Fact]
    public async Task Execute_WhatWasLeftBehindAndFails_IsObserved()
    {
        var unobserved = new List<Exception>();
        void Collect(object? sender, UnobservedTaskExceptionEventArgs error) => unobserved.AddRange(error.Exception.InnerExceptions.Where(inner => inner.Message == Canary));
        TaskScheduler.UnobservedTaskException += Collect;
        try
        {
            await AbandonAndFailAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Empty(unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Collect;
        }
    }

    [Fact]
    public async Task Execute_CallerWhoLeaves_IsLetGoAtOnce()
    {
        using var caller = new CancellationTokenSource();
        var execution = Pipeline.RunForAsync(_ => new ValueTask<int>(_frozen.Task), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => execution);
        Assert.Equal(1, Statistics.Active);
    }

    [Fact]
    public async Task Scope_OfWhatWasLeftBehind_IsGivenToNobodyElse()
    {
        ExecutionScope? left = null;
        await AbandonAsync(context => left = ExecutionScope.Of(context));
        End(fails: false);
        await LogOfTheEndAsync();

        for (var call = 0; call < 100; call++)
        {
            Assert.NotSame(left, await Pipeline.RunAsync(context => new ValueTask<ExecutionScope?>(ExecutionScope.Of(context))));
        }
    }

    public void Dispose() => _host.Dispose();

    private ResiliencePipeline Pipeline => _host.Pipeline("database");

    private BulkheadStatistics Statistics => _host.Get<IBulkheads>().All[("database", string.Empty)].GetStatistics();

    private Task<int> RunFrozenAsync(Action<ResilienceContext>? look = null) => Pipeline.RunAsync(
        context =>
        {
            look?.Invoke(context);
            return new ValueTask<int>(_frozen.Task);
        },
        "save");

    private async Task AbandonAsync(Action<ResilienceContext>? look = null)
    {
        var execution = RunFrozenAsync(look);
        await _time.PassAsync(Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
    }

    // In a method of its own, so that nothing of the task is left on the stack of the test.
    private async Task AbandonAndFailAsync()
    {
        var (pipeline, failure) = (Pipeline, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var execution = pipeline.RunAsync(async _ =>
        {
            await failure.Task;
            return 0;
        });
        await _time.PassAsync(Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
        failure.SetException(new InvalidOperationException(Canary));
        await LogOfTheEndAsync();
    }

    private bool End(bool fails) => fails
        ? _frozen.TrySetException(new InvalidOperationException(Canary))
        : _frozen.TrySetResult(0);

    private async Task<string> LogOfTheEndAsync()
    {
        await foreach (var record in _host.Logs.GetLogsAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            if (record is { Level: LogLevel.Warning } && record.Category!.EndsWith("AbandonmentStrategy", StringComparison.Ordinal))
            {
                return record.Message;
            }
        }

        throw new InvalidOperationException("The log has ended.");
    }
}
