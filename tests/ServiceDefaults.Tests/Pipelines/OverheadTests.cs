using Polly;
using Polly.Registry;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>Retained memory is measured for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(OverheadTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// The guide's limits of overhead, with some margin; times are measured by the benchmarks (docs/performance.md).
/// </summary>
[Collection(nameof(OverheadTests))]
public sealed class OverheadTests(ITestOutputHelper output)
{
    private const int Batches = 5;
    private const int Clients = 200;
    private const int Calls = 1_000;
    private const int Kilobyte = 1024;

    /// <summary>
    /// The guide: 5 KB. The pipeline alone needs that; with its settings, circuit, budget and handlers a client needs
    /// about 9 KB.
    /// </summary>
    [Fact]
    public void Client_AsAWhole_RetainsLittleMemory()
    {
        using var host = new PipelineHost(builder =>
        {
            for (var index = 0; index <= Clients; index++)
            {
                builder.AddResilientHttpClient<AnyDependency.AnyClient>($"c{index}");
            }
        });
        _ = Make(host, Clients);
        var kept = new object[Clients];

        // Garbage of earlier tests may be collected during one batch, but not during most of them.
        var each = Enumerable.Range(0, Batches)
            .Select(batch => KeptByEach(host, kept, batch)).Order().ElementAt(Batches / 2);
        GC.KeepAlive(kept);
        output.WriteLine($"{each} bytes a client");
        Assert.InRange(each, 1, 12 * Kilobyte);
    }

    [Fact]
    public async Task RetryDecision_OfAFailedAttempt_AllocatesLittle()
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker, options =>
        {
            (options.Retry.MaxAttempts, options.Retry.BaseDelay) = (2, TimeSpan.Zero);
            (options.Retry.Budget.MinimumRetries, options.RateLimit.Enabled, options.CircuitBreaker.FailureThreshold) =
                (10_000, false, 1_000);
        }));
        var pipeline = host.Pipeline("thing");
        await FailOnceAsync(pipeline, Calls);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await FailOnceAsync(pipeline, Calls);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;

        output.WriteLine($"{each} bytes a call with one retry");
        Assert.InRange(each, 0, 5 * Kilobyte);
    }

    private static long KeptByEach(PipelineHost host, object[] kept, int batch)
    {
        const int Size = Clients / Batches;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var index = batch * Size; index < (batch + 1) * Size; index++)
        {
            kept[index] = Make(host, index);
        }

        return (GC.GetTotalMemory(forceFullCollection: true) - before) / Size;
    }

    private static object Make(PipelineHost host, int index) => (
        host.Get<ResiliencePipelineProvider<string>>().GetPipeline<HttpResponseMessage>($"c{index}"),
        host.Get<IHttpMessageHandlerFactory>().CreateHandler($"c{index}"));

    // As outcomes, because the cost of a thrown exception is not that of the retry.
    private static async Task FailOnceAsync(ResiliencePipeline pipeline, int calls)
    {
        var failure = new TimeoutException();
        for (var call = 0; call < calls; call++)
        {
            var attempts = 0;
            var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
            var outcome = await pipeline.ExecuteOutcomeAsync(
                (_, _) => new ValueTask<Outcome<int>>(++attempts == 1
                    ? Outcome.FromException<int>(failure)
                    : Outcome.FromResult(attempts)), context, state: 0);
            ResilienceContextPool.Shared.Return(context);
            Assert.Equal(2, outcome.Result);
        }
    }
}
