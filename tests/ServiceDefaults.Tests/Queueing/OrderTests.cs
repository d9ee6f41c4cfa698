using System.Collections.Concurrent;
using ServiceDefaults.Queueing;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>Delivery order: sequential within each group key, concurrent otherwise.</summary>
public sealed class OrderTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private QueueHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await QueueHost.StartAsync(server.ConnectionString);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Claim_OfOneGroupKey_ReturnsOneAtATimeInTheOrderOfArrival()
    {
        await EnqueueAsync(("1", "p"), ("2", "p"), ("3", "p"));

        var first = await _host.ClaimAsync();

        Assert.Null(await _host.ClaimAsync());
        await _host.SettleAsync(first, Delivery.Succeed());
        Assert.Equal(("1", "2", "3"), (QueueHost.KeyOf(first), await _host.DeliverAsync(), await _host.DeliverAsync()));
    }

    [Fact]
    public async Task Claim_OfTwoGroupKeys_ReturnsBothConcurrently()
    {
        await EnqueueAsync(("1", "p"), ("2", "q"));

        Assert.Equal(["1", "2"], new[] { await _host.ClaimKeyAsync(), await _host.ClaimKeyAsync() }.Order());
    }

    [Fact]
    public async Task Claim_WhenOneGroupKeyHasMany_StarvesNoOtherGroupKey()
    {
        await EnqueueAsync(("1", "p"), ("2", "p"), ("3", "p"), ("4", "q"));

        await _host.DeliverAsync();

        Assert.Equal(["2", "4"], new[] { await _host.ClaimKeyAsync(), await _host.ClaimKeyAsync() }.Order());
    }

    [Fact]
    public async Task Claim_OfTwoGroupKeysOfOneResource_IsInOrder()
    {
        await _host.EnqueueAsync("1", "id", "external");
        await _host.EnqueueAsync("2", "external");
        await _host.EnqueueAsync("3", "id");

        Assert.Equal(("1", null), (await _host.ClaimKeyAsync(), await _host.ClaimKeyAsync()));
    }

    [Fact]
    public async Task Enqueue_OfTwoGroupKeysThatArePendingSeparately_IsAConflictUntilOneIsEmpty()
    {
        await EnqueueAsync(("1", "id"), ("2", "external"));

        Assert.Equal(EnqueueOutcome.GroupConflict, await _host.OutcomeAsync("3", "id", "external"));
        Assert.NotNull(await _host.DeliverAsync());
        Assert.Equal(EnqueueOutcome.Accepted, await _host.OutcomeAsync("3", "id", "external"));
    }

    [Fact]
    public async Task IsPending_WhileACommandOfTheGroupWaits_IsTrueForEachGroupKey()
    {
        await _host.EnqueueAsync("1", "id", "external");
        await _host.EnqueueAsync("2", "id");

        Assert.True(await _host.IsPendingAsync("external"));
        await _host.DeliverAsync();
        Assert.True(await _host.IsPendingAsync("other", "external"));
        await _host.DeliverAsync();
        Assert.False(await _host.IsPendingAsync("id", "external"));
    }

    [Fact]
    public async Task Settle_AsFailed_BlocksLaterCommandsOfTheGroup()
    {
        await EnqueueAsync(("1", "p"), ("2", "p"));

        Assert.Equal(
            CommandState.Queued,
            await _host.SettleAsync(await _host.ClaimAsync(), Delivery.Defer("away", TimeSpan.FromHours(1))));

        Assert.Null(await _host.ClaimAsync());
        Assert.Equal(CommandState.Queued, await _host.StateAsync("1"));
    }

    [Fact]
    public async Task Settle_AsDead_DoesNotBlockLaterCommandsOfTheGroup()
    {
        await EnqueueAsync(("1", "p"), ("2", "p"));

        await _host.SettleAsync(await _host.ClaimAsync(), Delivery.DeadLetter("test"));

        Assert.Equal("2", await _host.DeliverAsync());
        Assert.False(await _host.IsPendingAsync("p"));
    }

    [Fact]
    public async Task Claim_ByManyWorkersOfTwoProcesses_ReturnsEachOnceInGroupOrder()
    {
        const int GroupKeys = 5;
        const int Commands = 100;
        await using var other = await QueueHost.StartAsync(server.ConnectionString, _host.Name);
        await Task.WhenAll(Enumerable.Range(0, GroupKeys).Select(async groupKey =>
        {
            for (var number = groupKey; number < Commands; number += GroupKeys)
            {
                await _host.EnqueueAsync($"{number:D3}", $"{groupKey}");
            }
        }));
        var delivered = new ConcurrentQueue<int>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            while (await (worker % 2 == 0 ? _host : other).ClaimAndAsync(delivered.Enqueue)
                || delivered.Count < Commands)
            {
            }
        }));

        Assert.Equal(Enumerable.Range(0, Commands), delivered.Order());
        Assert.All(
            delivered.GroupBy(number => number % GroupKeys),
            numbers => Assert.Equal(numbers.Order(), numbers));
    }

    private async Task EnqueueAsync(params (string Key, string GroupKey)[] commands)
    {
        foreach (var (key, groupKey) in commands)
        {
            Assert.Equal(EnqueueOutcome.Accepted, await _host.OutcomeAsync(key, groupKey));
        }
    }
}

internal static class Claims
{
    /// <summary>Claims a command, returns its number, and finishes it.</summary>
    public static async Task<bool> ClaimAndAsync(this QueueHost host, Action<int> tell)
    {
        var lease = await host.ClaimAsync();
        if (lease is null)
        {
            return false;
        }

        tell(int.Parse(QueueHost.KeyOf(lease)!));
        return await host.SettleAsync(lease, Delivery.Succeed()) == CommandState.Succeeded;
    }
}
