using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using ServiceDefaults.InboundLimits;
using Testing;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>
/// The server is killed, frozen and restarted under load: no check fails, and no window exceeds twice its limit.
/// </summary>
public sealed class LimitOutageTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Kill_UnderLoad_AllowsAtMostTwiceTheLimitInAnyWindow()
    {
        await using var first = await LimitReplica.StartAsync(_server.ConnectionString);
        await using var second = await LimitReplica.StartAsync(_server.ConnectionString);
        await using var third = await LimitReplica.StartAsync(_server.ConnectionString);
        var admitted = new ConcurrentQueue<Admission>();
        var isOver = false;
        var load = Task.WhenAll(new[] { first, second, third }.Select(
            (replica, number) => replica.LoadAsync(admitted, () => Volatile.Read(ref isOver), number)));
        bool Saw(InboundLimitSource source, int since) =>
            admitted.Skip(since).Any(request => request.Source == source);

        await Eventually.IsTrueAsync(() => Saw(InboundLimitSource.Shared, since: 0));
        await _server.KillAsync();
        await Eventually.IsTrueAsync(() => Saw(InboundLimitSource.Local, since: 0));
        await Eventually.IsTrueAsync(async () => (await first.HealthAsync()).Status == HealthStatus.Degraded);
        Assert.Equal(1, first.Gauge(InboundLimitMetrics.Degraded));
        await _server.StartAsync();
        var before = admitted.Count;
        await Eventually.IsTrueAsync(() => Saw(InboundLimitSource.Shared, before));
        Volatile.Write(ref isOver, true);
        await load;

        Assert.InRange(Admission.MostInAWindow(admitted, LimitReplica.Period), 1, LimitReplica.Permits * 2);
        await AssertHealthyAgainAsync(first);
    }

    [Fact]
    public async Task Freeze_OfTheServer_DecidesLocallyWithinTheTimeoutOfTheCheck()
    {
        await using var replica = await LimitReplica.StartAsync(
            _server.ConnectionString,
            settings: [
                ("Resilience:Pipelines:inbound-limits:AttemptTimeout:Duration", "00:00:00.200"),
                ("Resilience:Pipelines:inbound-limits:TotalTimeout:Duration", "00:00:00.200"),
                ("Resilience:Pipelines:inbound-limits:CircuitBreaker:ProbeLease", "00:00:05"),
            ]);
        await SeeAsync(replica, InboundLimitSource.Shared);

        await _server.FreezeAsync();
        await SeeAsync(replica, InboundLimitSource.Local);
        // After five checks the circuit of the limits is open, while that of the cache is not.
        await Eventually.IsTrueAsync(async () =>
        {
            await replica.CheckAsync("192.0.2.200");
            return replica.Host.State("inbound-limits").CircuitBreaker.State == Polly.CircuitBreaker.CircuitState.Open;
        });
        Assert.Equal(HealthStatus.Degraded, (await replica.HealthAsync()).Status);
        Assert.Equal(
            Polly.CircuitBreaker.CircuitState.Closed, replica.Host.State("redis").CircuitBreaker.State);

        await _server.ThawAsync();
        await SeeAsync(replica, InboundLimitSource.Shared);
        await AssertHealthyAgainAsync(replica);
    }

    private static async Task AssertHealthyAgainAsync(LimitReplica replica)
    {
        await Eventually.IsTrueAsync(async () =>
        {
            await replica.CheckAsync("192.0.2.201");
            return (await replica.HealthAsync()).Status == HealthStatus.Healthy;
        });
        Assert.Equal(0, replica.Gauge(InboundLimitMetrics.Degraded));
        var said = replica.Host.Logs.GetSnapshot()
            .Where(entry => entry.Category?.EndsWith("SharedLimiter", StringComparison.Ordinal) == true).ToList();
        Assert.Contains(said, entry => entry is { Level: LogLevel.Warning, Message: var text }
            && text == "Redis is unavailable for inbound limits: this process allows 1/3 of each limit.");
        Assert.Contains(said, entry => entry.Level == LogLevel.Information);
    }

    // Each check has another caller, so that neither a lease nor an earlier rejection decides it.
    private static async Task SeeAsync(LimitReplica replica, InboundLimitSource source)
    {
        var number = 0;
        await Eventually.IsTrueAsync(async () => (await replica.CheckAsync($"198.51.100.{number++ % 256}")) is
        { IsAllowed: true } result && result.Source == source);
    }
}
