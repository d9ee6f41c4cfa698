using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.InboundLimits;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>Three processes with clocks that differ by hours share one server, in real time.</summary>
public sealed class SharedLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    // A window that does not slide on, however slow the machine is.
    private static readonly (string, string?)[] Slow =
        [("InboundLimits:Tiers:anonymous:Windows:short:Period", "00:01:00")];

    [Fact]
    public async Task Replicas_RandomRequests_AllowTheLimitInEveryWindow()
    {
        await using var first = await LimitReplica.StartAsync(server.ConnectionString);
        await using var second = await LimitReplica.StartAsync(server.ConnectionString, TimeSpan.FromHours(-7));
        await using var third = await LimitReplica.StartAsync(server.ConnectionString, TimeSpan.FromDays(400));
        var admitted = new ConcurrentQueue<Admission>();
        // By number instead of time: on a busy machine a check takes long.
        bool IsOver() => admitted.Count > LimitReplica.Permits * 5 / 2;

        await Task.WhenAll(
            first.LoadAsync(admitted, IsOver, 1),
            second.LoadAsync(admitted, IsOver, 2),
            third.LoadAsync(admitted, IsOver, 3));

        var byRedis = admitted.Where(request => request.Source != InboundLimitSource.Local).ToList();
        Assert.InRange(Admission.MostInAWindow(byRedis, LimitReplica.Period), 1, LimitReplica.Permits);
        // Garnet sometimes fails a script on a machine that stalls.
        Assert.True(
            byRedis.Count == admitted.Count || new[] { first, second, third }.Any(replica => ErrorsOf(replica).Any()),
            $"Of {admitted.Count} requests, Redis decided {byRedis.Count}.");
    }

    [Fact]
    public async Task Check_FailedByRedis_IsDecidedLocallyAndLoggedOnce()
    {
        await using var replica = await LimitReplica.StartAsync(server.ConnectionString, settings: Slow);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var before = KeysOf(connection);
        await replica.CheckAsync("192.0.2.5", permits: 10);
        var key = Assert.Single(KeysOf(connection).Except(before, StringComparer.Ordinal));
        await connection.GetDatabase().StringSetAsync(key, "not a hash");

        Assert.Equal(InboundLimitSource.Local, (await replica.CheckAsync("192.0.2.5", permits: 10)).Source);
        Assert.Equal(HealthStatus.Degraded, (await replica.HealthAsync()).Status);
        // The partition of another caller is intact.
        Assert.Equal(InboundLimitSource.Shared, (await replica.CheckAsync("192.0.2.6", permits: 10)).Source);
        Assert.Equal(HealthStatus.Healthy, (await replica.HealthAsync()).Status);
        Assert.Equal(InboundLimitSource.Local, (await replica.CheckAsync("192.0.2.5", permits: 5)).Source);

        Assert.Contains("WRONGTYPE", Assert.Single(ErrorsOf(replica)).Message, StringComparison.Ordinal);
        await connection.GetDatabase().KeyDeleteAsync(key);
    }

    [Fact]
    public async Task Check_OfManyRequests_IsMostlyDecidedByLeases()
    {
        await using var replica = await LimitReplica.StartAsync(
            server.ConnectionString,
            settings: [
                ("InboundLimits:Tiers:anonymous:Windows:short:Permits", "100000"),
                ("InboundLimits:Tiers:anonymous:Windows:short:Period", "01:00:00"),
            ]);
        using var checks = new MetricCollector<long>(
            replica.Host.Get<IMeterFactory>(), InboundLimitMetrics.MeterName, InboundLimitMetrics.Checks);
        for (var request = 0; request < 2000; request++)
        {
            Assert.True((await replica.CheckAsync("192.0.2.2")).IsAllowed);
        }

        var sources = checks.GetMeasurementSnapshot().CountBy(check => (string)check.Tags["source"]!)
            .ToDictionary(StringComparer.Ordinal);
        Assert.InRange(sources["Shared"], 1, 30);
        Assert.Equal(2000, sources["Shared"] + sources["Lease"]);
    }

    [Fact]
    public async Task Check_WithZeroPermits_ReturnsTheRemainingPermitsOfAllReplicas()
    {
        await using var first = await LimitReplica.StartAsync(server.ConnectionString, settings: Slow);
        await using var second = await LimitReplica.StartAsync(server.ConnectionString, settings: Slow);
        await first.CheckAsync("192.0.2.3", permits: 10);

        var left = await second.CheckAsync("192.0.2.3", permits: 0);

        Assert.Equal((true, InboundLimitSource.Shared), (left.IsAllowed, left.Source));
        Assert.Equal(LimitReplica.Permits - 10, left.Windows[0].Remaining);
    }

    [Fact]
    public async Task Keys_InRedis_ShowNoAddressAndNoName()
    {
        await using var replica = await LimitReplica.StartAsync(server.ConnectionString, settings: Slow);
        await replica.CheckAsync("192.0.2.77");
        await replica.Limiter.ConsumeAsync("model", "secret-user", TestContext.Current.CancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);

        var keys = KeysOf(connection);

        Assert.InRange(keys.Count, 2, int.MaxValue);
        Assert.All(keys, key => Assert.Matches("^limits:[A-Za-z0-9_-]{22}$", key));
    }

    [Fact]
    public async Task Consume_OverTheGuidesLimit_HasRetryAfter()
    {
        await using var replica = await LimitReplica.StartAsync(server.ConnectionString);
        var token = TestContext.Current.CancellationToken;
        var refused = 0;
        InboundLimitResult last = default;
        for (var call = 0; call < 1000 && refused == 0; call++)
        {
            last = await replica.Limiter.ConsumeAsync("model", "user_123", token);
            refused += last.IsAllowed ? 0 : 1;
        }

        Assert.Equal(1, refused);
        Assert.InRange(last.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Assert.True((await replica.Limiter.ConsumeAsync("model", "user_124", token)).IsAllowed);
        Assert.True((await replica.Limiter.ConsumeAsync("other", "user_123", token)).IsAllowed);
    }

    [Fact]
    public async Task Statistics_AfterChecks_CountTheLastMinute()
    {
        await using var replica = await LimitReplica.StartAsync(server.ConnectionString, settings: Slow);
        await replica.CheckAsync("192.0.2.4", permits: 60);
        await replica.CheckAsync("192.0.2.4");
        await replica.CheckAsync("192.0.2.4");

        var statistics = Assert.Single(replica.Limiter.GetStatistics(), entry => entry.Tier == "anonymous");

        Assert.Equal(
            new InboundLimitStatistics("anonymous", "short", 60, 1, AllowedInLastMinute: 60, RefusedInLastMinute: 2),
            statistics);
        Assert.Equal(1, statistics.CurrentRate);
    }

    private static List<string> KeysOf(ConnectionMultiplexer connection) =>
        [.. connection.GetServers().Single().Keys(pattern: "limits:*").Select(key => key.ToString())];

    private static IEnumerable<FakeLogRecord> ErrorsOf(LimitReplica replica) =>
        replica.Host.Logs.GetSnapshot().Where(log => log.Message.StartsWith(
            "Redis answered a check of inbound limits with an error, so this process decided it: ",
            StringComparison.Ordinal));
}
