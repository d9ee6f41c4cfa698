using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.Hosting;
using Polly;

namespace Benchmarks;

/// <summary>The success path: what every call pays, whether anything ever fails or not.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class PipelineBenchmarks
{
    private IHost? _ours;
    private IHost? _pollys;
    private MeterListener? _everything;
    private ResiliencePipeline _our = ResiliencePipeline.Empty;
    private ResiliencePipeline _polly = ResiliencePipeline.Empty;

    /// <summary>Builds both. Ours is listened to on every meter, Polly's on its own.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _everything = Hosts.Listen(_ => true);
        (_ours, _pollys) = (Hosts.Ours(), Hosts.Pollys());
        (_our, _polly) = (Hosts.PipelineOf(_ours), Hosts.PipelineOf(_pollys));
    }

    /// <summary>Ends both.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _everything?.Dispose();
        _ours?.Dispose();
        _pollys?.Dispose();
    }

    /// <summary>Polly's five strategies and a total timeout.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("synchronous")]
    public ValueTask<int> PollySynchronous() => _polly.ExecuteAsync(
        static _ => new ValueTask<int>(42), CancellationToken.None);

    /// <summary>Ours.</summary>
    [Benchmark]
    [BenchmarkCategory("synchronous")]
    public ValueTask<int> OursSynchronous() => _our.ExecuteAsync(
        static _ => new ValueTask<int>(42), CancellationToken.None);

    /// <summary>Polly's five strategies and a total timeout, around work that does not complete at once.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("asynchronous")]
    public ValueTask<int> PollyAsynchronous() => _polly.ExecuteAsync(static _ => YieldAsync(), CancellationToken.None);

    /// <summary>Ours, around the same.</summary>
    [Benchmark]
    [BenchmarkCategory("asynchronous")]
    public ValueTask<int> OursAsynchronous() => _our.ExecuteAsync(static _ => YieldAsync(), CancellationToken.None);

    private static async ValueTask<int> YieldAsync()
    {
        await Task.Yield();
        return 42;
    }
}
