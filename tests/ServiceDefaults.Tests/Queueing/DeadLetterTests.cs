using ServiceDefaults.Queueing;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

public sealed class DeadLetterTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private QueueHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await QueueHost.StartAsync(
        server.ConnectionString, settings: ("MaxAttempts", "1"));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task ListDead_OfSeveral_ReturnsTheOldestFirstWithTheReasonAndAtMostTheLimit()
    {
        foreach (var key in new[] { "1", "2", "3" })
        {
            await DieAsync(key);
        }

        var dead = await _host.Queue.ListDeadLettersAsync(2, Token);

        Assert.Equal(
            [_host.Queue.IdOf(QueueHost.Owner, "1"), _host.Queue.IdOf(QueueHost.Owner, "2")],
            dead.Select(command => command.Id));
        Assert.All(
            dead,
            command => Assert.Equal((CommandState.Dead, 1, "test"), (command.State, command.Attempts, command.Reason)));
    }

    [Fact]
    public async Task Redrive_OfADeadCommand_QueuesItLastWithAllAttempts()
    {
        await DieAsync("1", "p");
        await _host.EnqueueAsync("2", "p");

        Assert.Equal(RedriveOutcome.Queued, await RedriveAsync("1"));

        Assert.Equal(("2", "1"), (await _host.DeliverAsync(), await _host.DeliverAsync()));
        Assert.Empty(await _host.Queue.ListDeadLettersAsync(10, Token));
    }

    [Fact]
    public async Task Redrive_OfACommandThatIsNotDead_ChangesNothing()
    {
        await _host.EnqueueAsync("1");

        Assert.Equal(RedriveOutcome.NotDead, await RedriveAsync("1"));
        Assert.Equal(RedriveOutcome.Unknown, await RedriveAsync("2"));
        Assert.Equal(("1", null), (await _host.DeliverAsync(), await _host.DeliverAsync()));
    }

    [Fact]
    public async Task Redrive_WithGroupKeysThatArePendingSeparately_IsAConflict()
    {
        await DieAsync("1", "id", "external");
        await _host.EnqueueAsync("2", "id");
        await _host.EnqueueAsync("3", "external");

        Assert.Equal(RedriveOutcome.GroupConflict, await RedriveAsync("1"));
        await _host.DeliverAsync();
        Assert.Equal(RedriveOutcome.Queued, await RedriveAsync("1"));
    }

    [Fact]
    public async Task Redrive_OfADeadCommand_InvalidatesTheTokenOfItsWorker()
    {
        await _host.EnqueueAsync("1");
        var lease = await _host.ClaimAsync();
        await _host.SettleAsync(lease, Delivery.DeadLetter("test"));

        await RedriveAsync("1");

        Assert.Null(await _host.SettleAsync(lease, Delivery.DeadLetter("test")));
        Assert.Equal("1", await _host.DeliverAsync());
    }

    private async Task DieAsync(string key, params string[] groupKeys)
    {
        await _host.EnqueueAsync(key, groupKeys);
        Assert.Equal(CommandState.Dead, await _host.SettleAsync(await _host.ClaimAsync(), Delivery.Fail("test")));
    }

    private Task<RedriveOutcome> RedriveAsync(string key) =>
        _host.Queue.RedriveAsync(_host.Queue.IdOf(QueueHost.Owner, key), Token).AsTask();
}
