using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Redis;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>One of several processes that share limits: a started host with one window for anonymous callers.</summary>
internal sealed class LimitReplica : IAsyncDisposable
{
    public const int Permits = 60;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly PipelineHost _host;

    private LimitReplica(PipelineHost host) => _host = host;

    public IInboundLimiter Limiter => _host.Get<IInboundLimiter>();

    public PipelineHost Host => _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LimitReplica> StartAsync(
        string redis, TimeSpan? skew = null, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            // So that a check does not time out on a busy machine.
            ["ConnectionStrings:redis"] = $"{redis},asyncTimeout=30000",
            ["Encryption:CurrentKey"] = "the current payload secret of the tests!",
            ["Encryption:NameKey"] = "the name secret of the tests, long enough",
            ["Resilience:Pipelines:redis:AttemptTimeout:Duration"] = "00:00:30",
            ["Resilience:Pipelines:redis:TotalTimeout:Duration"] = "00:00:30",
            ["Resilience:Pipelines:redis:CircuitBreaker:BreakDuration"] = "00:00:00.100",
            ["Resilience:Pipelines:inbound-limits:AttemptTimeout:Duration"] = "00:00:30",
            ["Resilience:Pipelines:inbound-limits:TotalTimeout:Duration"] = "00:00:30",
            ["Resilience:Pipelines:inbound-limits:CircuitBreaker:ProbeLease"] = "00:01:00",
            ["Resilience:Pipelines:inbound-limits:CircuitBreaker:BreakDuration"] = "00:00:00.100",
            ["InboundLimits:Replicas"] = "3",
            ["InboundLimits:Tiers:anonymous:Windows:hour:Enabled"] = "false",
            ["InboundLimits:Tiers:anonymous:Windows:short:Permits"] = Permits.ToString(CultureInfo.InvariantCulture),
            ["InboundLimits:Tiers:anonymous:Windows:short:Period"] = Period.ToString("c", CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var host = new PipelineHost(
            builder => builder.AddInboundLimits(), all, time: new SkewedTime(skew ?? TimeSpan.Zero));
        await host.Host.StartAsync(Token);
        await Eventually.IsTrueAsync(() => host.Get<IRedisClient>().IsConnected);
        return new(host);
    }

    public Task<InboundLimitResult> CheckAsync(string address = "192.0.2.1", int permits = 1) =>
        Limiter.CheckAsync(InboundPartition.ForAddress(IPAddress.Parse(address)), [], permits, Token).AsTask();

    public async Task<HealthReportEntry> HealthAsync() =>
        (await _host.Get<HealthCheckService>().CheckHealthAsync(Token)).Entries["inbound-limits"];

    public int Gauge(string metric)
    {
        using var gauge = new MetricCollector<int>(
            _host.Get<IMeterFactory>(), InboundLimitMetrics.MeterName, metric);
        gauge.RecordObservableInstruments();
        return gauge.LastMeasurement!.Value;
    }

    /// <summary>Requests at random times, with several at once.</summary>
    public async Task LoadAsync(ConcurrentQueue<Admission> admitted, Func<bool> isOver, int seed)
    {
        var random = new Random(seed);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!isOver())
        {
            await Task.WhenAll(Enumerable.Range(0, random.Next(5)).Select(async _ =>
            {
                var began = TimeProvider.System.GetTimestamp();
                var result = await CheckAsync();
                if (result.IsAllowed)
                {
                    admitted.Enqueue(new(began, TimeProvider.System.GetTimestamp(), result.Source));
                }
            }));
            await pause.WaitForNextTickAsync(Token);
        }
    }

    public async ValueTask DisposeAsync() => await _host.EndAsync();

    /// <summary>A clock with a wrong time that runs at the right speed.</summary>
    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}

/// <summary>A request that was allowed at some moment between two timestamps.</summary>
/// <param name="Began">Before the check.</param>
/// <param name="Ended">After the check.</param>
/// <param name="Source">Where it was decided.</param>
internal sealed record Admission(long Began, long Ended, InboundLimitSource Source)
{
    /// <summary>The most requests that were certainly allowed within one window.</summary>
    public static int MostInAWindow(IReadOnlyCollection<Admission> admitted, TimeSpan window) => admitted.Max(
        first => admitted.Count(other => other.Began >= first.Began
            && TimeProvider.System.GetElapsedTime(first.Began, other.Ended) < window));
}
