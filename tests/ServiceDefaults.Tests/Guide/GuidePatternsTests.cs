using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Guide;

/// <summary>The guide's tests of its patterns, with its numbers.</summary>
public sealed class GuidePatternsTests : IDisposable
{
    private readonly WatchedTimeProvider _time = new();
    private PipelineHost? _host;
    private int _operationCount;

    [Fact]
    public async Task Operation_ThatSucceeds_IsCalledOnceAndItsResultIsReturned()
    {
        Assert.Equal("done", await CallAsync(_ => new ValueTask<string>("done")));
        Assert.Equal(1, _operationCount);
    }

    [Fact]
    public async Task Operation_ThatFailsTwiceAndThenSucceeds_IsCalledThreeTimes()
    {
        var call = CallAsync(_ => _operationCount < 3 ? throw new TimeoutException() : new ValueTask<string>("done"));

        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal("done", await call);
        Assert.Equal(3, _operationCount);
    }

    [Fact]
    public async Task Operation_ThatAlwaysFails_IsCalledMaxAttemptsTimes()
    {
        Configure(options => options.Retry.BaseDelay = TimeSpan.Zero);

        await Assert.ThrowsAsync<TimeoutException>(() => CallAsync(_ => throw new TimeoutException()));

        Assert.Equal(3, _operationCount);
    }

    [Fact]
    public async Task Circuit_AfterThreeFailures_IsOpenWithRetryAfter()
    {
        Configure(options =>
            (options.Retry.Enabled, options.CircuitBreaker.BreakDuration) = (false, TimeSpan.FromSeconds(60)));
        for (var failure = 0; failure < 3; failure++)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => CallAsync(_ => throw new TimeoutException()));
        }

        _time.Advance(TimeSpan.FromSeconds(18));
        var rejection = await Assert.ThrowsAsync<BrokenCircuitException>(
            () => CallAsync(_ => new ValueTask<string>("done")));

        Assert.Equal((TimeSpan.FromSeconds(42), 3), (rejection.RetryAfter, _operationCount));
        Assert.Equal(ErrorCategory.ServiceUnavailable, CategoryOf(rejection));
    }

    [Fact]
    public async Task Operation_LongerThanItsTimeout_IsTimedOut()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        Configure(options => (options.Retry.Enabled, options.AttemptTimeout.Duration) = (false, limit));

        var call = CallAsync(async token =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), _time, token);
            return "late";
        });
        await _time.PassAsync(limit);

        var timeout = await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
        Assert.Equal((limit, ErrorCategory.Timeout), (timeout.Timeout, CategoryOf(timeout)));
    }

    [Fact]
    public async Task Bulkhead_TenCallsWithFivePermitsAndAQueueOfThree_RejectsTwo()
    {
        var end = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Configure(options => (options.Bulkhead.MaxConcurrency, options.Bulkhead.QueueLimit) = (5, 3));

        var calls = Enumerable.Range(0, 10).Select(_ => CallAsync(_ => new ValueTask<string>(end.Task))).ToList();
        Assert.Equal(
            new BulkheadStatistics(5, 3, 5, 3, Rejections: 2), _host!.State("guide").Bulkhead?.Common.GetStatistics());
        end.SetResult("done");

        foreach (var rejected in calls[8..])
        {
            Assert.Equal(
                ErrorCategory.SystemBusy,
                CategoryOf(await Assert.ThrowsAsync<RateLimiterRejectedException>(() => rejected)));
        }

        Assert.All(await Task.WhenAll(calls[..8]), result => Assert.Equal("done", result));
        Assert.Equal(8, _operationCount);
    }

    [Fact]
    public async Task RateLimit_Exceeded_RejectsWithRetryAfter()
    {
        Configure(options => (options.RateLimit.Permits, options.RateLimit.Burst, options.RateLimit.Period) =
            (1, 2, TimeSpan.FromHours(1)));
        await CallAsync(_ => new ValueTask<string>("first"));
        await CallAsync(_ => new ValueTask<string>("second"));

        var rejection = await Assert.ThrowsAsync<RateLimiterRejectedException>(
            () => CallAsync(_ => new ValueTask<string>("third")));

        var error = _host!.Get<IErrorClassifier>().Classify(rejection);
        Assert.Equal(
            (ErrorCategory.RateLimit, 429, TimeSpan.FromHours(1)), (error!.Category, error.Status, error.RetryAfter));
        Assert.Equal(2, _operationCount);
    }

    public void Dispose() => _host?.Dispose();

    private ErrorCategory? CategoryOf(Exception exception) =>
        _host!.Get<IErrorClassifier>().Classify(exception)?.Category;

    private void Configure(Action<DependencyOptions> configure) =>
        _host = new(builder => builder.AddDependencyPipeline("guide", DependencyKind.Worker, options =>
        {
            (options.Retry.MaxAttempts, options.Retry.BaseDelay, options.AttemptTimeout.Duration) =
                (3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
            configure(options);
        }), time: _time);

    private Task<string> CallAsync(Func<CancellationToken, ValueTask<string>> operation)
    {
        if (_host is null)
        {
            Configure(_ => { });
        }

        return _host!.Pipeline("guide").RunAsync(context =>
        {
            _operationCount++;
            return operation(context.CancellationToken);
        });
    }
}
