using System.Diagnostics;
using ServiceDefaults.Coalescing;
using ServiceDefaults.Deadlines;
using Testing;

namespace ServiceDefaults.Tests.Coalescing;

/// <summary>Which callers share which call, and when a call without callers is cancelled.</summary>
public sealed class SingleFlightTests
{
    private readonly ScriptedCalls _sent = new();

    private SingleFlight<string, int> Calls => field ??= new(() => 1);

    [Fact]
    public async Task Join_WhileACallIsInFlight_GetsTheNextCall()
    {
        using var first = Join();
        using var second = Join();
        using var third = Join();

        Assert.Equal((1, false, true), (_sent.Count, second.Joined, third.Joined));
        _sent[0].Answer(10);
        await Eventually.IsTrueAsync(() => _sent.Count == 2);
        _sent[1].Answer(20);

        Assert.Equal((10, 20, 20), (await first.Result, await second.Result, await third.Result));
        await Eventually.IsTrueAsync(() => Calls.Count == 0);
    }

    [Fact]
    public async Task Join_FiveHundredTimesAtOnce_SendsTwoCalls()
    {
        var places = Enumerable.Range(0, 500).Select(_ => Join()).ToList();
        _sent[0].Answer(1);
        await Eventually.IsTrueAsync(() => _sent.Count == 2);
        _sent[1].Answer(2);

        await Task.WhenAll(places.Select(place => place.Result));

        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public void Join_OfAnotherKey_SharesNothing()
    {
        using var one = Join("one");
        using var other = Join("other");

        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task Result_OfAFailure_ReachesAllCallersAndTheNextCallIsSent()
    {
        using var first = Join();
        using var second = Join();

        _sent[0].Fail(new InvalidOperationException("no"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Result);
        await Eventually.IsTrueAsync(() => _sent.Count == 2);
        _sent[1].Answer(1);
        Assert.Equal(1, await second.Result);
    }

    [Fact]
    public async Task Leave_OfOneOfTwoCallers_DoesNotCancelTheCall()
    {
        using var first = Join();
        var second = Join();
        using var third = Join();
        _sent[0].Answer(1);
        await Eventually.IsTrueAsync(() => _sent.Count == 2);

        second.Dispose();
        second.Dispose();

        Assert.False(_sent[1].IsCancelled);
        _sent[1].Answer(2);
        Assert.Equal(2, await third.Result);
    }

    [Fact]
    public async Task Leave_OfTheLastCaller_CancelsTheCall()
    {
        var place = Join();

        place.Dispose();

        Assert.True(_sent[0].IsCancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => place.Result);
        await Eventually.IsTrueAsync(() => Calls.Count == 0);
    }

    [Fact]
    public async Task Leave_OfTheLastCallerBeforeTheCallIsSent_PreventsTheCall()
    {
        using var first = Join();
        Join().Dispose();

        _sent[0].Answer(1);

        await Eventually.IsTrueAsync(() => Calls.Count == 0);
        Assert.Equal(1, _sent.Count);
    }

    [Fact]
    public async Task Send_ByTheFirstCaller_HasItsTraceButNoDeadline()
    {
        using var span = new Activity("request").Start();
        RequestDeadline.Current = new(TimeSpan.FromSeconds(1), attempt: 1, TimeProvider.System);
        Activity? parent = null;
        RequestDeadline? deadline = RequestDeadline.Current;
        SoftTimeoutSignal? signal = null;
        using var place = new SingleFlight<string, int>(() => 0).Join("key", _ =>
        {
            (parent, deadline, signal) = (Activity.Current, RequestDeadline.Current, SoftTimeoutSignal.Current);
            return Task.FromResult(1);
        });

        Assert.Equal(1, await place.Result);
        Assert.Same(span, parent);
        Assert.Null(deadline);
        Assert.False(signal!.HasFired);
        Assert.NotNull(RequestDeadline.Current);
        Assert.Null(SoftTimeoutSignal.Current);
    }

    [Fact]
    public async Task Send_ThatThrowsSynchronously_IsAFailureLikeAnyOther()
    {
        var calls = new SingleFlight<string, int>(() => 0);
        using var place = calls.Join("key", _ => throw new InvalidOperationException("no"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => place.Result);
        await Eventually.IsTrueAsync(() => calls.Count == 0);
    }

    private SingleFlightCall<int> Join(string key = "key") => Calls.Join(key, _sent.SendAsync);
}
