using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polly;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Errors;

namespace Benchmarks;

/// <summary>The breaker alone: closed, and open.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class CircuitBreakerBenchmarks
{
    private readonly CircuitBreakerManualControl _control = new();
    private IHost? _host;
    private ResiliencePipeline _ours = ResiliencePipeline.Empty;
    private ResiliencePipeline _pollys = ResiliencePipeline.Empty;
    private ResiliencePipeline _oursOpen = ResiliencePipeline.Empty;
    private ResiliencePipeline _pollysOpen = ResiliencePipeline.Empty;

    /// <summary>Builds four breakers and opens two.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _host = Hosts.Ours();
        _ours = Our(new("closed", new(), TimeProvider.System));
        var open = new CircuitBreaker("open", new(), TimeProvider.System);
        open.Isolate();
        _oursOpen = Our(open);
        _pollys = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions()).Build();
        _pollysOpen = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ManualControl = _control
        }).Build();
        await _control.IsolateAsync();
    }

    /// <summary>Ends the host.</summary>
    [GlobalCleanup]
    public void Cleanup() => _host?.Dispose();

    /// <summary>Polly's breaker.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("closed")]
    public ValueTask<int> PollyClosed() => _pollys.ExecuteAsync(
        static _ => new ValueTask<int>(42), CancellationToken.None);

    /// <summary>Our breaker.</summary>
    [Benchmark]
    [BenchmarkCategory("closed")]
    public ValueTask<int> OursClosed() => _ours.ExecuteAsync(
        static _ => new ValueTask<int>(42), CancellationToken.None);

    /// <summary>A rejection by Polly's breaker as an outcome.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("open, outcome")]
    public ValueTask<Outcome<int>> PollyRejectsByOutcome() => RejectAsync(_pollysOpen);

    /// <summary>A rejection by our breaker as an outcome.</summary>
    [Benchmark]
    [BenchmarkCategory("open, outcome")]
    public ValueTask<Outcome<int>> OursRejectsByOutcome() => RejectAsync(_oursOpen);

    /// <summary>A rejection by our breaker that is thrown, which is what most callers will see.</summary>
    [Benchmark]
    [BenchmarkCategory("open, thrown")]
    public async Task<bool> OursRejectsByThrowing()
    {
        try
        {
            await _oursOpen.ExecuteAsync(static _ => new ValueTask<int>(42), CancellationToken.None);
            return false;
        }
        catch (BrokenCircuitException)
        {
            return true;
        }
    }

    private static async ValueTask<Outcome<int>> RejectAsync(ResiliencePipeline pipeline)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        var outcome = await pipeline.ExecuteOutcomeAsync(
            static (_, _) => Outcome.FromResultAsValueTask(42), context, 0);
        ResilienceContextPool.Shared.Return(context);
        return outcome;
    }

    private ResiliencePipeline Our(CircuitBreaker circuitBreaker) => new ResiliencePipelineBuilder()
        .AddDependencyCircuitBreaker(circuitBreaker, _host!.Services.GetRequiredService<IErrorClassifier>())
        .Build();
}
