using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Events;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Settings;

namespace Benchmarks;

/// <summary>What it costs to record one operation in the monitor's window.</summary>
public class MonitorBenchmarks
{
    private static readonly OperationCompleted Operation =
        new("dependency", "read", "success", TimeSpan.FromMilliseconds(12), IsRejected: false);

    private IHost? _host;
    private IResilienceListener _monitor = null!;

    /// <summary>Builds a host whose only listener is the monitor.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddResilienceSettings();
        builder.AddMonitoring();
        _host = builder.Build();
        _monitor = _host.Services.GetServices<IResilienceListener>().Single();
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void Cleanup() => _host?.Dispose();

    /// <summary>One operation.</summary>
    [Benchmark]
    public void Record() => _monitor.OnOperationCompleted(Operation);
}
