using Polly;
using ServiceDefaults.Queueing;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

public sealed class EnqueueTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private QueueHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await QueueHost.StartAsync(server.ConnectionString);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Enqueue_Twice_IsOneCommandWithOneId()
    {
        var first = await _host.EnqueueAsync("a");
        var second = await _host.EnqueueAsync("a");

        Assert.Equal((EnqueueOutcome.Accepted, EnqueueOutcome.AlreadyThere), (first.Outcome, second.Outcome));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal("a", await _host.DeliverAsync());
        Assert.Null(await _host.DeliverAsync());
    }

    [Fact]
    public async Task Enqueue_AfterDelivery_ReturnsTheFinishedCommand()
    {
        await _host.EnqueueAsync("a");
        await _host.SettleAsync(await _host.ClaimAsync(), Delivery.Succeed("done"u8.ToArray()));

        Assert.Equal(EnqueueOutcome.AlreadyThere, await _host.OutcomeAsync("a"));
        var status = await _host.FindAsync("a");
        Assert.Equal((CommandState.Succeeded, 1), (status!.State, status.Attempts));
        Assert.Equal("done"u8.ToArray(), status.Result.ToArray());
    }

    [Fact]
    public async Task Enqueue_OfAnotherPayloadUnderTheKey_IsRejected()
    {
        var first = await _host.EnqueueAsync("a");

        var second = await _host.Queue.EnqueueAsync(QueueHost.Command("a") with { Fingerprint = new byte[32] }, Token);

        Assert.Equal((EnqueueOutcome.DifferentPayload, first.Id), (second.Outcome, second.Id));
    }

    [Fact]
    public async Task Enqueue_OfOneKeyByTwoOwners_CreatesTwoSeparateCommands()
    {
        var other = QueueHost.Owner with { Client = "another" };
        var mine = await _host.EnqueueAsync("a");

        var theirs = await _host.Queue.EnqueueAsync(QueueHost.Command("a") with { Owner = other }, Token);

        Assert.Equal(EnqueueOutcome.Accepted, theirs.Outcome);
        Assert.NotEqual(mine.Id, theirs.Id);
        Assert.Null(await _host.Queue.FindAsync(mine.Id, other, Token));
        Assert.NotNull(await _host.Queue.FindAsync(theirs.Id, other, Token));
    }

    [Fact]
    public async Task Enqueue_IntoAFullQueue_IsRejectedUntilACommandFinishes()
    {
        await using var small = await QueueHost.StartAsync(server.ConnectionString, settings: ("MaxLength", "2"));
        await small.EnqueueAsync("dies");
        await small.SettleAsync(await small.ClaimAsync(), Delivery.DeadLetter("test"));
        await small.EnqueueAsync("waits");

        Assert.Equal(EnqueueOutcome.Full, await small.OutcomeAsync("late"));
        Assert.Equal(EnqueueOutcome.AlreadyThere, await small.OutcomeAsync("waits"));
        Assert.Equal("waits", await small.DeliverAsync());
        Assert.Equal(EnqueueOutcome.Accepted, await small.OutcomeAsync("late"));
    }

    [Fact]
    public async Task Enqueue_ByManyAtOnce_QueuesEachOnceUpToTheMaximumLength()
    {
        await using var small = await QueueHost.StartAsync(server.ConnectionString, settings: ("MaxLength", "10"));

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(number => small.OutcomeAsync($"{number % 20}")));

        Assert.Equal(10, outcomes.Count(outcome => outcome == EnqueueOutcome.Accepted));
        Assert.Equal(10, (await small.Queue.SweepAsync(Token)).Queued);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Enqueue_WithTooFewOrTooManyGroupKeys_Throws(int count)
    {
        var command = QueueHost.Command("a") with
        {
            GroupKeys = [.. Enumerable.Range(0, count).Select(groupKey => $"{groupKey}")]
        };

        await Assert.ThrowsAsync<ArgumentException>(() => _host.Queue.EnqueueAsync(command, Token).AsTask());
    }

    [Fact]
    public async Task AnyMethod_WithoutRedis_Throws()
    {
        await using var alone = await QueueHost.StartAloneAsync("127.0.0.1:1");

        foreach (var call in new Func<Task>[]
        {
            () => alone.EnqueueAsync("a"),
            () => alone.FindAsync("a"),
            () => alone.IsPendingAsync("a"),
            alone.ClaimAsync
        })
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(call);
            Assert.True(failure is RedisException or ExecutionRejectedException);
        }
    }
}
