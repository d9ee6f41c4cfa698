using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Hosting;
using Polly;

namespace Benchmarks;

/// <summary>
/// What it costs to decide that an attempt is repeated: the same call with one failed attempt, against the one that
/// succeeds at once.
/// </summary>
public class RetryBenchmarks
{
    private static readonly TimeoutException Failure = new();

    private IHost? _host;
    private ResiliencePipeline _pipeline = ResiliencePipeline.Empty;

    /// <summary>Builds the pipeline, with no wait before a retry and a budget that no benchmark reaches.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _host = Hosts.Retrying();
        _pipeline = Hosts.PipelineOf(_host);
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void Cleanup() => _host?.Dispose();

    /// <summary>No retry.</summary>
    [Benchmark(Baseline = true)]
    public ValueTask<Outcome<int>> Succeeding() => RunAsync(failures: 0);

    /// <summary>One retry.</summary>
    [Benchmark]
    public ValueTask<Outcome<int>> FailingOnce() => RunAsync(failures: 1);

    private async ValueTask<Outcome<int>> RunAsync(int failures)
    {
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            // An outcome: what a thrown exception costs is not the retry's.
            return await _pipeline.ExecuteOutcomeAsync((_, _) => new ValueTask<Outcome<int>>(
                failures-- > 0 ? Outcome.FromException<int>(Failure) : Outcome.FromResult(0)), context, state: 0);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
