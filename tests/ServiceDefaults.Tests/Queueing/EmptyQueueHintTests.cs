using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Queueing.Internal;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>Whether a queue is known to be empty while Redis is unavailable.</summary>
public sealed class EmptyQueueHintTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void WasEmpty_BeforeAnyCount_IsFalse() => Assert.False(New().WasEmpty);

    [Fact]
    public void WasEmpty_AfterACountOfZero_IsTrueForThreeIntervals()
    {
        var hint = Counted(isEmpty: true);

        _time.Advance((3 * Interval) - TimeSpan.FromTicks(1));
        Assert.True(hint.WasEmpty);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(hint.WasEmpty);
    }

    [Fact]
    public void WasEmpty_AfterACountAboveZero_IsFalse() => Assert.False(Counted(isEmpty: false).WasEmpty);

    [Fact]
    public void WasEmpty_AfterACommandWasQueuedDuringTheCount_IsFalse()
    {
        var hint = Counted(isEmpty: true);
        var begun = hint.Begin();
        hint.Reset();

        hint.End(begun, isEmpty: true);

        Assert.False(hint.WasEmpty);
        hint.End(hint.Begin(), isEmpty: true);
        Assert.True(hint.WasEmpty);
    }

    [Fact]
    public async Task MayHaveWaiting_OfAQueue_IsFalseAfterAnEmptyCountAndTrueAfterEnqueue()
    {
        await using var host = await QueueHost.StartAsync(server.ConnectionString);
        await host.Queue.SweepAsync(TestContext.Current.CancellationToken);
        Assert.False(host.Queue.MayHaveWaiting);

        await host.EnqueueAsync("1");
        Assert.True(host.Queue.MayHaveWaiting);
        Assert.True(await host.Queue.HasWaitingAsync(TestContext.Current.CancellationToken));

        await host.DeliverAsync();
        Assert.False(await host.Queue.HasWaitingAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Peek_OfACommand_ReturnsItsStateAndWhetherOthersPrecedeIt()
    {
        await using var host = await QueueHost.StartAsync(server.ConnectionString);
        await host.EnqueueAsync("1", "p");

        Assert.Equal(new(IsKnown: true, IsBehind: true), await host.PeekAsync("1", "p"));
        Assert.Equal(new(IsKnown: false, IsBehind: true), await host.PeekAsync("2", "q", "p"));
        Assert.Equal(new(IsKnown: true, IsBehind: false), await host.PeekAsync("1"));
        Assert.Equal(default, await host.PeekAsync("2", "q"));
        await host.DeliverAsync();
        Assert.Equal(new(IsKnown: true, IsBehind: false), await host.PeekAsync("1", "p"));
    }

    private EmptyQueueHint New() => new(Interval, _time);

    private EmptyQueueHint Counted(bool isEmpty)
    {
        var hint = New();
        hint.End(hint.Begin(), isEmpty);
        return hint;
    }
}
