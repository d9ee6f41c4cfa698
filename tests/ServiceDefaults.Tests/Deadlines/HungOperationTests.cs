using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Deadlines;

/// <summary>
/// Total timeouts and callers cancel in the same way. The circuit of a composed pipeline has to distinguish them.
/// </summary>
public sealed class HungOperationTests : IDisposable
{
    private const int Operations = 20;

    private static readonly TimeSpan Total = TimeSpan.FromMilliseconds(60);

    private readonly WatchedTimeProvider _time = new();
    private readonly PipelineHost _host;

    public HungOperationTests() => _host = new(
        builder => builder.AddDependencyPipeline("jobs", DependencyKind.Worker, options =>
        {
            options.TotalTimeout.Duration = Total;
            options.AttemptTimeout.Enabled = false;
            options.CircuitBreaker.FailureThreshold = Operations;
        }),
        time: _time);

    [Fact]
    public async Task Execute_V32TwentyOperationsHangUntilTheTotalTimeout_OpenTheCircuit()
    {
        for (var number = 1; number <= Operations; number++)
        {
            Assert.Equal((CircuitState.Closed, number - 1), (Circuit.State, Circuit.ConsecutiveFailures));
            var hung = Pipeline.HangAsync(key: "slow");
            await _time.PassAsync(Total);
            Assert.Equal(Total, (await Assert.ThrowsAsync<TimeoutRejectedException>(() => hung)).Timeout);
        }

        Assert.Equal(CircuitState.Open, Circuit.State);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => Pipeline.HangAsync());
    }

    [Fact]
    public async Task Execute_TwentyOperationsHangUntilTheRequestDeadline_OpenTheCircuit()
    {
        var deadline = Total / 2;
        for (var number = 1; number <= Operations; number++)
        {
            RequestDeadline.Current = new(deadline, attempt: 1, _time);
            var hung = Pipeline.HangAsync();
            await _time.PassAsync(deadline);
            Assert.Equal(deadline, (await Assert.ThrowsAsync<TimeoutRejectedException>(() => hung)).Timeout);
        }

        Assert.Equal(CircuitState.Open, Circuit.State);
    }

    [Fact]
    public async Task Execute_TwentyOperationsCancelledByTheirCaller_LeaveTheCircuitClosed()
    {
        for (var number = 1; number <= Operations; number++)
        {
            using var caller = new CancellationTokenSource();
            var hung = Pipeline.HangForAsync(caller.Token);
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hung);
        }

        Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.ConsecutiveFailures));
    }

    [Fact]
    public async Task Execute_CancelledByTheCallerJustAfterTheTimeout_StillCountsTheFailure()
    {
        using var caller = new CancellationTokenSource();
        var hung = Pipeline.RunForAsync(
            async context =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken)
                    .ContinueWith(_ => caller.CancelAsync(), TaskScheduler.Default).Unwrap();
                context.CancellationToken.ThrowIfCancellationRequested();
                return 0;
            },
            caller.Token);

        await _time.PassAsync(Total);

        await Assert.ThrowsAnyAsync<Exception>(() => hung);
        Assert.Equal(1, Circuit.ConsecutiveFailures);
    }

    public void Dispose() => _host.Dispose();

    private ResiliencePipeline Pipeline => _host.Pipeline("jobs");

    // Pipelines and their circuits are created on first use.
    private CircuitSnapshot Circuit => Pipeline is not null
        ? _host.State("jobs").CircuitBreaker.GetSnapshot()
        : throw new InvalidOperationException("There is no circuit.");
}
