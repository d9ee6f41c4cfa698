using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Events;

/// <summary>A pipeline "jobs" that can produce every event: retries, timeouts, rejections, an open circuit.</summary>
internal sealed class ResilientJobs : IAsyncDisposable
{
    /// <summary>Part of the message of every failure; it must not appear anywhere else.</summary>
    public const string Canary = "canary-4711";

    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(5);

    private readonly WatchedTimeProvider _time;

    public ResilientJobs(WatchedTimeProvider time, Action<IHostApplicationBuilder>? add = null)
    {
        _time = time;
        Host = new(
            builder =>
            {
                ((WebApplicationBuilder)builder).WebHost.UseTestServer();
                builder.Logging.SetMinimumLevel(LogLevel.Trace);
                builder.AddDependencyPipeline("jobs", DependencyKind.Worker, options =>
                {
                    (options.AttemptTimeout.Duration, options.TotalTimeout.Duration) = (Attempt, Total);
                    (options.Retry.MaxAttempts, options.Retry.BaseDelay) = (3, TimeSpan.Zero);
                    (options.Bulkhead.MaxConcurrency, options.Bulkhead.QueueLimit) = (1, 1);
                });
                add?.Invoke(builder);
            },
            time: time);
        Pipeline = Host.Pipeline("jobs");
    }

    public PipelineHost Host { get; }

    public ResiliencePipeline Pipeline { get; }

    public CircuitBreaker Circuit => Assert.Single(Host.Get<DependencyStateRegistry>().All).CircuitBreaker;

    public Task StartAsync() => Host.Host.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Fails with a timeout exception of the operation itself; three such failures open the circuit.</summary>
    public async Task FailAsync(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            await Assert.ThrowsAnyAsync<Exception>(
                () => Pipeline.RunAsync<int>(_ => throw new TimeoutException(Canary), "save"));
        }
    }

    /// <summary>Hangs until the attempt timeout and then the total timeout cancel it.</summary>
    public async Task HangAsync()
    {
        var hung = Pipeline.HangAsync("save");
        await _time.PassAsync(Attempt);
        await _time.SeeWaitAsync(Attempt);
        _time.Advance(Total - Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => hung);
    }

    public async Task InsideFullBulkheadAsync(Action look)
    {
        var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (inside, waiting) = (RunAsync(end.Task), RunAsync(end.Task));
        look();
        end.SetResult(0);
        await Task.WhenAll(inside, waiting);
    }

    public async Task OverfillAsync()
    {
        Task<int>? third = null;
        await InsideFullBulkheadAsync(() => third = RunAsync(Task.FromResult(0)));
        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => third!);
    }

    public async ValueTask DisposeAsync() => await Host.EndAsync();

    private Task<int> RunAsync(Task<int> work) => Pipeline.RunAsync(_ => new ValueTask<int>(work), "save");
}
