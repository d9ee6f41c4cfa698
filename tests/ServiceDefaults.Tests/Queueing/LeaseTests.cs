using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;
using ServiceDefaults.Redis.Internal;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>Workers that are slow, die or repeat calls.</summary>
public sealed class LeaseTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly (string, string) Short = ("Lease", "00:00:00.2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_AfterAWorkerDied_ReturnsItsCommandWithTheNextAttempt()
    {
        await using var host = await HostAsync(Short);
        await host.EnqueueAsync("1", "p");
        await host.EnqueueAsync("2", "p");
        var lost = await host.ClaimAsync();

        var taken = await TakenAsync(host);

        Assert.Equal(("1", 1, "1", 2), (QueueHost.KeyOf(lost), lost!.Attempt, QueueHost.KeyOf(taken), taken.Attempt));
        Assert.NotEqual(lost.Token, taken.Token);
    }

    [Fact]
    public async Task Settle_WithAStaleToken_FailsAndChangesNothing()
    {
        await using var host = await HostAsync(Short);
        using var stale = host.Count(QueueMetrics.Stale);
        await host.EnqueueAsync("1");
        var lost = await host.ClaimAsync();
        var taken = await TakenAsync(host);

        foreach (var delivery in new[]
        {
            Delivery.Succeed(),
            Delivery.Reject(),
            Delivery.Defer("test"),
            Delivery.Fail("test"),
            Delivery.DeadLetter("test")
        })
        {
            Assert.Null(await host.SettleAsync(lost, delivery));
        }

        Assert.False(await host.Leases.RenewAsync(lost!, Token));
        Assert.Equal(5, stale.GetMeasurementSnapshot().Count);
        Assert.Equal(CommandState.Succeeded, await host.SettleAsync(taken, Delivery.Succeed()));
        Assert.Null(await host.SettleAsync(lost, Delivery.DeadLetter("test")));
    }

    [Fact]
    public async Task Settle_AfterTheLeaseWithoutAnotherClaim_Succeeds()
    {
        await using var host = await HostAsync(("Lease", "00:00:00.1"));
        await host.EnqueueAsync("1");
        var lease = await host.ClaimAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, Token);

        Assert.Equal(CommandState.Succeeded, await host.SettleAsync(lease, Delivery.Succeed()));
    }

    [Fact]
    public async Task Renew_OfALease_WithholdsTheCommandFromOtherWorkers()
    {
        await using var host = await HostAsync(("Lease", "00:00:02"));
        await host.EnqueueAsync("1");
        var lease = (await host.ClaimAsync())!;
        for (var renewal = 0; renewal < 30; renewal++)
        {
            Assert.True(await host.Leases.RenewAsync(lease, Token));
            Assert.Null(await host.ClaimAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
        }

        Assert.Equal(CommandState.Succeeded, await host.SettleAsync(lease, Delivery.Succeed()));
    }

    [Fact]
    public async Task Settle_Twice_DoesItOnceAndReturnsTheSameState()
    {
        await using var host = await HostAsync();
        await host.EnqueueAsync("1", "p");
        await host.EnqueueAsync("2", "p");
        var first = await host.ClaimAsync();
        await host.SettleAsync(first, Delivery.Succeed());
        var second = await host.ClaimAsync();

        Assert.Equal(CommandState.Succeeded, await host.SettleAsync(first, Delivery.Succeed()));
        Assert.Null(await host.ClaimAsync());
        Assert.Equal(CommandState.Queued, await host.SettleAsync(second, Delivery.Fail("test")));
        Assert.Equal(CommandState.Queued, await host.SettleAsync(second, Delivery.Fail("test")));
        var third = await host.ClaimAsync();
        Assert.Equal(CommandState.Dead, await host.SettleAsync(third, Delivery.DeadLetter("test")));
        Assert.Equal(CommandState.Dead, await host.SettleAsync(third, Delivery.DeadLetter("test")));
        Assert.Equal(new QueueDepth(0, 0, 1, 1, TimeSpan.Zero), await host.Queue.SweepAsync(Token));
    }

    [Fact]
    public async Task Claim_OfACommandThatKillsItsWorkers_IsDeadLetteredEventually()
    {
        await using var host = await HostAsync(("Lease", "00:00:00.1"), ("MaxAttempts", "3"));
        using var dead = host.Count(QueueMetrics.Dead);
        await host.EnqueueAsync("1");
        for (var death = 1; death <= 3; death++)
        {
            Assert.Equal(death, (await TakenAsync(host)).Attempt);
        }

        await Eventually.IsTrueAsync(
            async () => await host.ClaimAsync() is null && await host.StateAsync("1") == CommandState.Dead);
        Assert.Equal(("abandoned", 3), ((await host.FindAsync("1"))!.Reason, (await host.FindAsync("1"))!.Attempts));
        Assert.Equal("abandoned", Assert.Single(dead.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task Settle_AsFailedMaxAttemptsTimes_IsDeadLetteredWithTheReason()
    {
        await using var host = await HostAsync(("MaxAttempts", "3"));
        await host.EnqueueAsync("1");

        Assert.Equal(CommandState.Queued, await host.SettleAsync(await host.ClaimAsync(), Delivery.Fail("test")));
        Assert.Equal(CommandState.Queued, await host.SettleAsync(await host.ClaimAsync(), Delivery.Fail("test")));
        Assert.Equal(CommandState.Dead, await host.SettleAsync(await host.ClaimAsync(), Delivery.Fail("last")));
        Assert.Equal("last", (await host.FindAsync("1"))!.Reason);
    }

    [Fact]
    public async Task Settle_AsDeferred_DoesNotCountAsAnAttempt()
    {
        await using var host = await HostAsync(("MaxAttempts", "1"));
        await host.EnqueueAsync("1");
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(
                CommandState.Queued,
                await host.SettleAsync(await host.ClaimAsync(), Delivery.Defer("away", TimeSpan.Zero)));
        }

        Assert.Equal(21, (await host.ClaimAsync())!.Attempt);
    }

    [Fact]
    public async Task Claim_AfterAClaimWithALostReply_ReturnsTheSameCommand()
    {
        LossyRedis redis = null!;
        await using var host = await QueueHost.StartAsync(
            server.ConnectionString,
            add: (builder, _) => builder.Services.AddSingleton<IRedisClient>(
                services => redis = new(services.GetRequiredService<RedisConnection>())),
            settings: ("MaxAttempts", "2"));
        await host.EnqueueAsync("1", "p");
        await host.EnqueueAsync("2", "q");
        for (var loss = 0; loss < 10; loss++)
        {
            redis.LoseNext("queue_claim");
            await Assert.ThrowsAsync<RedisConnectionException>(host.ClaimAsync);
        }

        var (first, second) = (await host.ClaimAsync(), await host.ClaimAsync());

        Assert.Equal(
            [("1", 1), ("2", 1)],
            new[] { first, second }.Select(lease => (QueueHost.KeyOf(lease), lease!.Attempt)).Order());
        Assert.Equal(CommandState.Succeeded, await host.SettleAsync(first, Delivery.Succeed()));
        Assert.Equal(CommandState.Succeeded, await host.SettleAsync(second, Delivery.Succeed()));
        Assert.Null(await host.ClaimAsync());
    }

    private Task<QueueHost> HostAsync(params (string, string)[] settings) => QueueHost.StartAsync(
        server.ConnectionString, settings: settings);

    private static async Task<QueueLease> TakenAsync(QueueHost host)
    {
        QueueLease? lease = null;
        await Eventually.IsTrueAsync(async () => (lease = await host.ClaimAsync()) is not null);
        return lease!;
    }
}
