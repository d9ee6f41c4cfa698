using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly.Registry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Retries;

namespace Benchmarks;

/// <summary>What stays in memory for each breaker and for each pipeline; the guide promises 1 KB and 5 KB.</summary>
internal static class MemoryReport
{
    private const int Count = 1000;

    public static void Print()
    {
        using var host = Hosts.Ours();
        var circuits = host.Services.GetRequiredService<ICircuitRegistry>();
        circuits.GetOrAdd("warm-up", new());
        Report("a circuit breaker", index => circuits.GetOrAdd($"c{index}", new()));
        Report("a circuit breaker with rates", index => circuits.GetOrAdd($"r{index}", new() { FailureRate = 0.5, SlowCallRate = 0.5 }));

        // What a pipeline holds on to without owning it comes first, so that it is not counted twice.
        using var many = Hosts.WithPipelines(Count);
        Hosts.PipelineOf(many);
        var options = many.Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>();
        Report("the settings of a pipeline", index => options.Get($"p{index}"));
        var own = many.Services.GetRequiredService<ICircuitRegistry>();
        Report("its circuit breaker", index => own.GetOrAdd($"p{index}", options.Get($"p{index}").CircuitBreaker));
        var budgets = many.Services.GetRequiredService<IRetryBudgets>();
        Report("its retry budget", index => budgets.GetOrAdd($"p{index}", options.Get($"p{index}").Retry.Budget));
        var pipelines = many.Services.GetRequiredService<ResiliencePipelineProvider<string>>();
        Report("the pipeline, with its limiter and its bulkhead", index => pipelines.GetPipeline($"p{index}"));
    }

    private static void Report(string what, Func<int, object> make)
    {
        var kept = new object[Count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var index = 0; index < Count; index++)
        {
            kept[index] = make(index);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {each} bytes"));
        GC.KeepAlive(kept);
    }
}
