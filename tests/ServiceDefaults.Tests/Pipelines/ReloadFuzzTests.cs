using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Settings;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>
/// A thousand random changes of the settings, valid and invalid, in a host with one open circuit and operations in
/// flight. The clock stands still, so only a change could close the circuit. A failure prints the seed that repeats it.
/// </summary>
public sealed class ReloadFuzzTests
{
    private const DependencyKind Kind = DependencyKind.Worker;
    private const int Hosts = 5;
    private const int ChangesPerHost = 200;

    [Fact]
    public Task Change_AThousandTimesAtRandom_KeepsPipelinesWorkingAndCircuitsOpen() =>
        SettingsChanges.Any.List[ChangesPerHost].SampleAsync(
            async changes =>
            {
                var time = new FakeTimeProvider();
                using var host = new PipelineHost(
                    builder => builder.AddAnyDependency(Kind, name: "open").AddAnyDependency(Kind, name: "busy"),
                    new() { ["Resilience:Defaults:CircuitBreaker:BreakDuration"] = "1.00:00:00" },
                    time: time);
                var gate = new Gate();
                Task[] operations =
                    [.. Enumerable.Range(0, 8).Select(_ => host.RunAsync(Kind, gate.PassAsync, "busy"))];
                try
                {
                    await ChangeAsync(host, time, changes);
                }
                finally
                {
                    // Also after a failure: a host waits for operations in flight when it stops, and the clock stands
                    // still.
                    gate.Open();
                    await Task.WhenAll(operations);
                }
            },
            iter: Hosts,
            threads: 1);

    private static async Task ChangeAsync(
        PipelineHost host, FakeTimeProvider time, List<(string Key, string? Value)?> changes)
    {
        var circuit = OpenCircuit(host);
        for (var number = 0; number < changes.Count; number++)
        {
            Apply(host, changes[number], number);
            Assert.Equal(CircuitState.Open, circuit.State);
            await RunAsync(host, "open");
            await RunAsync(host, "busy");
        }

        host.ForgetChanges();
        // The changes may have used up the tokens of the rate limiter, which precedes the circuit breaker.
        time.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<BrokenCircuitException>(() => host.RunAsync(Kind, _ => default, "open"));
        AssertAsInTheBeginning(host);
    }

    private static void Apply(PipelineHost host, (string Key, string? Value)? change, int number)
    {
        if (number % 50 == 0)
        {
            host.Reload();
        }

        if (change is { } one)
        {
            host.Change(one);
        }
        else
        {
            host.ForgetChanges();
        }
    }

    private static CircuitBreaker OpenCircuit(PipelineHost host)
    {
        _ = host.Pipeline("open");
        var circuit = host.State("open").CircuitBreaker;
        circuit.OpenForHealth();
        return circuit;
    }

    // The settings may only lead to rejections: by an enforcing circuit, a limiter or a full bulkhead; or the operation
    // stays in the queue.
    private static async Task RunAsync(PipelineHost host, string name)
    {
        using var impatience = new CancellationTokenSource();
        var running = host.Pipeline(name).ExecuteAsync(_ => default, impatience.Token).AsTask();
        await impatience.CancelAsync();
        try
        {
            await running;
        }
        catch (Exception expected)
            when (expected is BrokenCircuitException or RateLimiterRejectedException or OperationCanceledException)
        {
            Assert.NotNull(host.Get<IOptionsMonitor<DependencyOptions>>().Get(name));
        }
    }

    private static void AssertAsInTheBeginning(PipelineHost host)
    {
        using var fresh = new PipelineHost(
            builder => builder.AddAnyDependency(Kind, name: "open"),
            new() { ["Resilience:Defaults:CircuitBreaker:BreakDuration"] = "1.00:00:00" });
        Assert.Equal(Numbers.All(fresh.OptionsOf("open")), Numbers.All(host.OptionsOf("open")));
        Assert.Equal(fresh.StrategiesOf(Kind, "open"), host.StrategiesOf(Kind, "open"));
    }
}
