using Polly;
using Polly.RateLimiting;
using Polly.Registry;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Bulkheads;

public sealed class BulkheadPipelineTests
{
    private const string Batch = "Resilience:Pipelines:thing:Bulkhead:Criticalities:Batch:";

    private static readonly Dictionary<string, string?> WithBatch =
        new() { [Batch + "MaxConcurrency"] = "1", [Batch + "QueueLimit"] = "0" };

    /// <summary>Row 53 of the guide: ten concurrent operations, five permits and a queue of three.</summary>
    [Fact]
    public async Task Pipeline_TenOperationsWithFivePermitsAndAQueueOfThree_RejectsExactlyTwo()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Database), environment: "Development");
        var gate = new Gate();

        Task[] operations =
            [.. Enumerable.Range(0, 10).Select(_ => host.RunAsync(DependencyKind.Database, gate.PassAsync))];

        Assert.Equal((5, 3, 2), Occupancy(host));
        Assert.Equal(5, gate.Entered);
        gate.Open();
        await Task.WhenAll(operations.Take(8));
        foreach (var operation in operations.Skip(8))
        {
            var rejection = await Assert.ThrowsAsync<RateLimiterRejectedException>(() => operation);
            Assert.Equal(
                (StrategyNames.Bulkhead, "thing"),
                (rejection.TelemetrySource?.StrategyName, rejection.TelemetrySource?.PipelineName));
            Assert.Equal(ErrorCategory.SystemBusy, host.Get<IErrorClassifier>().Classify(rejection)?.Category);
        }

        Assert.Equal(
            (8, 0, 0, 2), (gate.Entered, Occupancy(host).Active, Occupancy(host).Queued, Occupancy(host).Rejections));
    }

    [Fact]
    public async Task Pipeline_OfACriticalityWithItsOwnBulkhead_UsesNoPermitOfTheOthers()
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker), WithBatch);
        var gate = new Gate();

        var first = RunAsync(host, gate, Criticality.Batch);
        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => RunAsync(host, gate, Criticality.Batch));

        Assert.Equal(((1, 0, 1), (0, 0, 0)), (Occupancy(host, "batch"), Occupancy(host)));
        gate.Open();
        await first;
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Criticality.Critical)]
    public async Task Pipeline_OfNoOrAnUnknownCriticality_UsesTheCommonBulkhead(string? criticality)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker), WithBatch);
        var gate = new Gate();

        var operation = RunAsync(host, gate, criticality);

        Assert.Equal(((0, 0, 0), (1, 0, 0)), (Occupancy(host, "batch"), Occupancy(host)));
        gate.Open();
        await operation;
    }

    [Fact]
    public async Task Pipeline_OfARequestWithACriticality_UsesItsBulkhead()
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Http), WithBatch);
        var gate = new Gate();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://thing");
        request.SetCriticality(Criticality.Batch);
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        context.SetRequestMessage(request);

        var operation = host.Get<ResiliencePipelineProvider<string>>()
            .GetPipeline<HttpResponseMessage>("thing").ExecuteAsync(
            async execution =>
            {
                await gate.PassAsync(execution.CancellationToken);
                return new HttpResponseMessage();
            },
            context);

        Assert.Equal(((1, 0, 0), (0, 0, 0)), (Occupancy(host, "batch"), Occupancy(host)));
        gate.Open();
        (await operation).Dispose();
    }

    [Fact]
    public async Task Pipeline_OfACancelledOperationThatStillRuns_HoldsItsPermitUntilItEnds()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Database),
            new() { ["Resilience:Pipelines:thing:Retry:Enabled"] = "false" });
        var gate = new Gate();
        using var caller = new CancellationTokenSource();
        var operation = host.Pipeline("thing")
            .ExecuteAsync(_ => gate.PassAsync(CancellationToken.None), caller.Token).AsTask();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation);
        Assert.Equal((1, 0, 0), Occupancy(host));

        gate.Open();
        await Eventually.IsTrueAsync(() => Occupancy(host).Active == 0);
    }

    private static async Task RunAsync(PipelineHost host, Gate gate, string? criticality)
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        if (criticality is not null)
        {
            context.SetCriticality(criticality);
        }

        await host.Pipeline("thing").ExecuteAsync(execution => gate.PassAsync(execution.CancellationToken), context);
    }

    private static (int Active, int Queued, long Rejections) Occupancy(PipelineHost host, string criticality = "")
    {
        var now = host.State().Bulkhead!.GetStatistics()[criticality];
        return (now.Active, now.Queued, now.Rejections);
    }
}
