using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly;
using ServiceDefaults.Settings;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Redis;

/// <summary>
/// Redis is available, killed, restarted or frozen: callers do not wait for it, and each change is logged once.
/// </summary>
public sealed class RedisConnectionTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithoutAConnectionString_IsHealthyWithoutRedis()
    {
        await using var host = await RedisHost.StartAsync(connectionString: null);

        Assert.False(host.Redis.IsConfigured);
        Assert.Equal(HealthStatus.Healthy, await host.HealthAsync());
        await Assert.ThrowsAsync<RedisConnectionException>(host.EchoAsync);
        Assert.Single(host.Said);
    }

    [Fact]
    public async Task Start_WithAnInvalidConnectionString_FailsWithAdviceWithoutQuotingIt()
    {
        var failure = await Assert.ThrowsAsync<SettingsException>(
            () => RedisHost.StartAsync("localhost,password=canary,nosuchoption=1"));

        Assert.Contains("host:port", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhileTheServerIsUnavailable_IsDegradedAtOnceAndConnectsLater()
    {
        await using var own = new RedisServer();
        var started = Stopwatch.GetTimestamp();
        await using var host = await RedisHost.StartAsync(own.ConnectionString);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, AtOnce);
        await Assert.ThrowsAsync<RedisConnectionException>(host.EchoAsync);
        Assert.Equal(HealthStatus.Degraded, await host.HealthAsync());
        await Eventually.IsTrueAsync(() => host.Said.Count == 1);

        await own.InitializeAsync();

        await host.ConnectedAsync();
        Assert.True(await host.EchoAsync());
        Assert.Equal(HealthStatus.Healthy, await host.HealthAsync());
        await Eventually.IsTrueAsync(() => host.Said.Count == 2);
        Assert.Equal(
            ["No connection to Redis yet; connecting in the background.", "Connected to Redis."],
            host.Said.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Server_KilledAndRestarted_IsLoggedOnceEachForManyCalls()
    {
        await using var own = new RedisServer();
        await own.InitializeAsync();
        await using var host = await (await RedisHost.StartAsync(own.ConnectionString)).ConnectedAsync();
        Assert.True(await host.EchoAsync());

        await own.KillAsync();
        await Eventually.IsTrueAsync(() => !host.Redis.IsConnected);
        var started = Stopwatch.GetTimestamp();
        for (var call = 0; call < 1000; call++)
        {
            await Assert.ThrowsAnyAsync<Exception>(host.EchoAsync);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, AtOnce);
        Assert.Equal(HealthStatus.Degraded, await host.HealthAsync());
        await own.StartAsync();
        await host.ConnectedAsync();
        await Eventually.IsTrueAsync(() => host.Said.Count == 2);
        await AnswersAgainAsync(host);
        Assert.Equal(
            ["Redis connection lost; reconnecting in the background.", "Connected to Redis."],
            host.Said.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Server_Frozen_DelaysCallsByHalfASecondUntilTheCircuitOpens()
    {
        await using var own = new RedisServer();
        await own.InitializeAsync();
        await using var host = await (await RedisHost.StartAsync(
            own.ConnectionString,
            ("Resilience:Pipelines:redis:CircuitBreaker:BreakDuration", "00:00:01"))).ConnectedAsync();
        Assert.True(await host.EchoAsync());

        await own.FreezeAsync();
        await Eventually.IsTrueAsync(async () =>
        {
            var started = Stopwatch.GetTimestamp();
            var failure = await Assert.ThrowsAnyAsync<Exception>(host.EchoAsync);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, AtOnce);
            return failure is ExecutionRejectedException and not Polly.Timeout.TimeoutRejectedException;
        });
        Assert.Equal(HealthStatus.Degraded, await host.HealthAsync());
        var lines = host.Warnings.Count;
        for (var call = 0; call < 100; call++)
        {
            await Assert.ThrowsAnyAsync<Exception>(host.EchoAsync);
        }

        // A probe may have connected in between: its three lines, and not a hundred.
        Assert.InRange(host.Warnings.Count - lines, 0, 10);
        await own.ThawAsync();
        await AnswersAgainAsync(host);
        Assert.DoesNotContain(
            host.Warnings,
            entry => $"{entry.Message} {entry.Exception}".Contains(
                "a password of the tests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscribe_BeforeTheFirstConnectionAndOverARestart_GetsMessagesAndConnectionEvents()
    {
        await using var own = new RedisServer();
        await using var host = await RedisHost.StartAsync(own.ConnectionString);
        var heard = new ConcurrentQueue<string>();
        var connections = 0;
        host.Redis.Subscribe(
            "news",
            message => heard.Enqueue(Encoding.UTF8.GetString(message)),
            () => Interlocked.Increment(ref connections));

        await own.InitializeAsync();
        await host.ConnectedAsync();
        await HearsAsync(host, heard, "first");
        await own.KillAsync();
        await Eventually.IsTrueAsync(() => !host.Redis.IsConnected);
        var before = Volatile.Read(ref connections);
        await own.StartAsync();
        await host.ConnectedAsync();

        await HearsAsync(host, heard, "second");
        await Eventually.IsTrueAsync(() => Volatile.Read(ref connections) > before);
    }

    [Fact]
    public async Task Commands_OfAHealthyServer_AreAnsweredAndCancelledByTheirToken()
    {
        await using var host = await (await RedisHost.StartAsync(server.ConnectionString)).ConnectedAsync();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        Assert.True(await host.EchoAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () =>
                host.Redis.ExecuteAsync("ping", static (database, _) => database.PingAsync(), 0, gone.Token).AsTask());
    }

    private static Task AnswersAgainAsync(RedisHost host) => Eventually.IsTrueAsync(async () =>
    {
        try
        {
            return await host.EchoAsync();
        }
        catch (Exception exception) when (exception is RedisException or ExecutionRejectedException)
        {
            return false;
        }
    });

    private static Task HearsAsync(RedisHost host, ConcurrentQueue<string> heard, string message) =>
        Eventually.IsTrueAsync(async () =>
        {
            try
            {
                await host.Redis.ExecuteAsync(
                    "publish",
                    static (database, text) => database.PublishAsync(RedisChannel.Literal("news"), text),
                    message,
                    Token);
            }
            catch (Exception exception) when (exception is RedisException or ExecutionRejectedException)
            {
                return false;
            }

            return heard.Contains(message, StringComparer.Ordinal);
        });
}
