using ServiceDefaults.Queueing;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>No data of a command remains after its lifetime, whether it was delivered or not.</summary>
public sealed class LifetimeTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private QueueHost _host = null!;
    private RawRedis _raw = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await QueueHost.StartAsync(
            server.ConnectionString,
            settings: [("TimeToLive", "00:00:02"), ("Lease", "00:00:01"), ("SweepInterval", "01:00:00")]);
        _raw = await RawRedis.ConnectAsync(server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _raw.DisposeAsync();
    }

    [Fact]
    public async Task Sweep_AfterTheLifetime_RemovesAllKeysAndCountsUndeliveredCommands()
    {
        using var expired = _host.Count(QueueMetrics.Expired);
        await _host.EnqueueAsync("done", "a");
        await _host.DeliverAsync();
        await _host.EnqueueAsync("dead", "b");
        await _host.SettleAsync(await _host.ClaimAsync(), Delivery.DeadLetter("test"));
        await _host.EnqueueAsync("delivering", "c", "d");
        await _host.ClaimAsync();
        await _host.EnqueueAsync("waiting", "c");
        Assert.NotEmpty(Keys());

        await Eventually.IsTrueAsync(
            async () => await _host.Queue.SweepAsync(Token) is { Queued: 0, Delivering: 0, Dead: 0, Finished: 0 });

        Assert.Empty(Keys());
        Assert.Equal(3, expired.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
        Assert.Null(await _host.FindAsync("done"));
        Assert.False(await _host.IsPendingAsync("c"));
    }

    [Fact]
    public async Task Claim_AfterTheLifetime_ReturnsNothing()
    {
        await _host.EnqueueAsync("1");
        await Eventually.IsTrueAsync(async () => await _host.FindAsync("1") is { } status
            && TimeProvider.System.GetUtcNow() > status.EnqueuedAt.AddSeconds(2.1));

        Assert.Null(await _host.ClaimAsync());
        Assert.Null(await _host.FindAsync("1"));
    }

    [Fact]
    public async Task Command_WithoutASweep_ExpiresByItself()
    {
        await _host.EnqueueAsync("1");

        await Eventually.IsTrueAsync(async () => await _host.FindAsync("1") is null);

        Assert.Null(await _host.ClaimAsync());
        await _host.Queue.SweepAsync(Token);
        Assert.Empty(Keys());
    }

    // Except the last position of a group, which holds no data of any command.
    private List<string> Keys() =>
        [.. _raw.Keys($"queue:{{{_host.Name}}}*").Where(key => !key.EndsWith(":last", StringComparison.Ordinal))];
}
