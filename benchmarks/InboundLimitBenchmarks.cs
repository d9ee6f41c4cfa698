using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.InboundLimits;

namespace Benchmarks;

/// <summary>
/// One check of two windows: in this process, with a permit of a lease, and as a round trip to Redis. Without the
/// environment variable <c>ConnectionStrings__redis</c> the last two are decided in this process, too.
/// </summary>
public class InboundLimitBenchmarks
{
    private readonly InboundPartition[] _callers = InboundLimitHost.Callers(64);
    private WebApplication? _alone;
    private WebApplication? _replica;
    private IInboundLimiter? _local;
    private IInboundLimiter? _shared;
    private int _next;

    /// <summary>Starts a host without Redis, and one with it.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        (_alone, _replica) = (await InboundLimitHost.StartAsync(false), await InboundLimitHost.StartAsync(true));
        _local = _alone.Services.GetRequiredService<IInboundLimiter>();
        _shared = _replica.Services.GetRequiredService<IInboundLimiter>();
    }

    /// <summary>Ends both.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _alone!.DisposeAsync();
        await _replica!.DisposeAsync();
    }

    /// <summary>In this process.</summary>
    [Benchmark(Baseline = true)]
    public ValueTask<InboundLimitResult> Local() => _local!.CheckAsync(_callers[_next++ & 63], []);

    /// <summary>With a lease, and now and then a round trip for the next one.</summary>
    [Benchmark]
    public ValueTask<InboundLimitResult> Leased() => _shared!.CheckAsync(_callers[_next++ & 63], []);

    /// <summary>A round trip: two permits at once are never leased.</summary>
    [Benchmark]
    public ValueTask<InboundLimitResult> RoundTrip() => _shared!.CheckAsync(_callers[_next++ & 63], [], permits: 2);
}
