using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>Every failure that leaves a pipeline names its dependency, in the exception and in the log.</summary>
public sealed class DependencyNameTests
{
    public static TheoryData<DependencyKind> Kinds => [.. Enum.GetValues<DependencyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Execute_AnOperationThatThrows_NamesItsDependency(DependencyKind kind)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(kind, options => options.Retry.Enabled = false));

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(
            () => host.RunAsync(kind, _ => throw new InvalidDataException()));

        Assert.Equal("thing", thrown.GetDependency());
        Assert.Equal(
            "thing: InvalidOperationException <- InvalidDataException",
            SafeExceptionText.Types(new InvalidOperationException(null, thrown)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Execute_RejectedByAStrategy_NamesItsDependency(DependencyKind kind)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind, options =>
        {
            (options.RateLimit.Enabled, options.RateLimit.Burst, options.RateLimit.Period) =
                (true, 1, TimeSpan.FromHours(1));
            (options.Retry.Enabled, options.AttemptTimeout.Duration) = (false, TimeSpan.FromMilliseconds(20));
        }));

        var late = await Assert.ThrowsAsync<TimeoutRejectedException>(
            () => host.RunAsync(kind, token => new(Task.Delay(Timeout.InfiniteTimeSpan, token))));
        var limited = await Assert.ThrowsAsync<RateLimiterRejectedException>(() => host.RunAsync(kind, _ => default));

        Assert.Equal(("thing", "thing"), (late.GetDependency(), limited.GetDependency()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Execute_WithAnOpenCircuit_NamesItsDependency(DependencyKind kind)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind, options =>
            (options.Retry.Enabled, options.CircuitBreaker.FailureThreshold) = (false, 1)));
        await Assert.ThrowsAsync<TimeoutException>(() => host.RunAsync(kind, _ => throw new TimeoutException()));

        var broken = await Assert.ThrowsAsync<BrokenCircuitException>(() => host.RunAsync(kind, _ => default));

        Assert.Equal("thing", broken.GetDependency());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Execute_WithAFullQueueOfTheBulkhead_NamesItsDependency(DependencyKind kind)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind, options =>
            (options.Retry.Enabled, options.Bulkhead.MaxConcurrency, options.Bulkhead.QueueLimit) = (false, 1, 1)));
        var gate = new Gate();
        Task[] running = [host.RunAsync(kind, gate.PassAsync), host.RunAsync(kind, gate.PassAsync)];

        var full = await Assert.ThrowsAsync<RateLimiterRejectedException>(() => host.RunAsync(kind, _ => default));

        Assert.Equal(
            (StrategyNames.Bulkhead, "thing", 1),
            (full.TelemetrySource?.StrategyName, full.GetDependency(), gate.Entered));
        gate.Open();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task Execute_AfterTheDeadline_NamesItsDependency()
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker));
        RequestDeadline.Current = new(TimeSpan.Zero, attempt: 1, TimeProvider.System);

        var late = await Assert.ThrowsAsync<DeadlineExceededException>(
            () => host.RunAsync(DependencyKind.Worker, _ => default));

        Assert.Equal("thing", late.GetDependency());
    }

    [Fact]
    public async Task Execute_NestedPipelines_NameTheInnermostDependency()
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker).AddAnyDependency(
            DependencyKind.Database, name: "database"));

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() =>
            host.RunAsync(
                DependencyKind.Worker,
                _ => new(host.RunAsync(DependencyKind.Database, _ => throw new InvalidDataException(), "database"))));

        Assert.Equal("database", thrown.GetDependency());
    }

    [Fact]
    public void GetDependency_OfAnExceptionWithoutAPipeline_IsNull() => Assert.Null(
        new BrokenCircuitException().GetDependency());
}
