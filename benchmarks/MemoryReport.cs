using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly.Registry;
using ServiceDefaults.Dependencies;
using ServiceDefaults.InboundLimits;
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
        var states = host.Services.GetRequiredService<DependencyStateRegistry>();
        states.GetOrAdd("warm-up", new());
        Report("a circuit breaker", index => states.GetOrAdd($"c{index}", new()));
        Report("a circuit breaker with rates", index =>
            states.GetOrAdd($"r{index}", new() { FailureRate = 0.5, SlowCallRate = 0.5 }));

        // What a pipeline holds on to without owning it comes first, so that it is not counted twice.
        using var many = Hosts.WithPipelines(Count);
        Hosts.PipelineOf(many);
        var options = many.Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>();
        Report("the settings of a pipeline", index => options.Get($"p{index}"));
        var own = many.Services.GetRequiredService<DependencyStateRegistry>();
        Report("its circuit breaker", index => own.GetOrAdd($"p{index}", options.Get($"p{index}").CircuitBreaker));
        Report("its retry budget", index =>
            new RetryBudget(options.Get($"p{index}").Retry.Budget, TimeProvider.System));
        var pipelines = many.Services.GetRequiredService<ResiliencePipelineProvider<string>>();
        Report("the pipeline, with its limiter, its bulkhead and its retry budget", index =>
            pipelines.GetPipeline($"p{index}"));
    }

    /// <summary>What stays of 100,000 different records that were read through.</summary>
    public static async Task PrintCachedResponsesAsync()
    {
        const int Reads = 100_000;
        await using var host = await FallbackHost.InMemoryAsync(("version", "1"));
        await host.Operation.ExecuteAsync(-1, CancellationToken.None);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var id = 0; id < Reads; id++)
        {
            await host.Operation.ExecuteAsync(id, CancellationToken.None);
        }

        var retained = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Reads:N0} records of {FallbackHost.RecordBytes} bytes: {retained >> 20} MiB are kept"));
    }

    /// <summary>What stays for each caller whose requests are limited, with two windows and without Redis.</summary>
    public static async Task PrintLimitsAsync()
    {
        const int Callers = 10_000;
        await using var host = await InboundLimitHost.StartAsync(isShared: false);
        var limiter = host.Services.GetRequiredService<IInboundLimiter>();
        var callers = InboundLimitHost.Callers(Callers * 2);
        await limiter.CheckAsync(callers[0], []);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var caller in callers)
        {
            await limiter.CheckAsync(caller, []);
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(callers);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Callers:N0} partitions, for twice as many callers: {kept / Callers} bytes each, "
            + $"{kept >> 10} KiB in all"));
    }

    private static void Report(string what, Func<int, object> make)
    {
        var retained = new object[Count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var index = 0; index < Count; index++)
        {
            retained[index] = make(index);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {each} bytes"));
        GC.KeepAlive(retained);
    }
}
