using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Coalescing;
using ServiceDefaults.Deadlines;
using Testing;

namespace ServiceDefaults.Tests.Coalescing;

/// <summary>Calls that took longer than their callers waited.</summary>
public sealed class SlowSingleFlightTests
{
    private readonly ScriptedCalls _sent = new();
    private int _maxAbandoned = 1;

    private SingleFlight<string, int> Calls => field ??= new(() => _maxAbandoned);

    [Fact]
    public async Task Detach_OfASlowCall_ContinuesInTheBackgroundUpToTheLimit()
    {
        var (kept, cancelled) = (Join("one"), Join("other"));
        kept.Detach();
        kept.Dispose();
        cancelled.Detach();
        cancelled.Dispose();

        Assert.Equal((false, true, 1), (_sent[0].IsCancelled, _sent[1].IsCancelled, Calls.BackgroundCalls));
        _sent[0].Answer(1);
        await Eventually.IsTrueAsync(() => Calls.BackgroundCalls == 0);
    }

    [Fact]
    public void Detach_WithoutBackgroundCalls_Cancels()
    {
        _maxAbandoned = 0;
        var place = Join();
        place.Detach();
        place.Dispose();

        Assert.True(_sent[0].IsCancelled);
    }

    [Fact]
    public async Task ReportSoftTimeout_OfACall_CountsOnlyIfTheCallHasTakenThatLong()
    {
        var time = new FakeTimeProvider();
        var signals = new List<SoftTimeoutSignal>();
        var ends = new List<TaskCompletionSource<int>>();
        var calls = new SingleFlight<string, int>(() => 0, time);
        using var first = calls.Join("key", SendAsync);
        using var second = calls.Join("key", SendAsync);
        using var third = calls.Join("key", SendAsync);

        time.Advance(TimeSpan.FromSeconds(1));
        first.ReportSoftTimeout(TimeSpan.FromSeconds(1));
        // Not sent yet.
        second.ReportSoftTimeout(TimeSpan.FromSeconds(1));
        ends[0].SetResult(1);
        await Eventually.IsTrueAsync(() => signals.Count == 2);
        time.Advance(TimeSpan.FromMilliseconds(940));
        third.ReportSoftTimeout(TimeSpan.FromSeconds(1));

        Assert.Equal([true, false], signals.Select(call => call.HasFired));
        time.Advance(TimeSpan.FromMilliseconds(60));
        third.ReportSoftTimeout(TimeSpan.FromSeconds(1));
        Assert.True(signals[1].HasFired);

        Task<int> SendAsync(CancellationToken cancellationToken)
        {
            var end = new TaskCompletionSource<int>();
            ends.Add(end);
            signals.Add(SoftTimeoutSignal.Current!);
            return end.Task;
        }
    }

    [Fact]
    public async Task Join_AfterADetachedCall_WaitsForItsEnd()
    {
        var slow = Join();
        slow.Detach();
        slow.Dispose();
        using var next = Join();

        Assert.Equal(1, _sent.Count);
        _sent[0].Answer(1);
        await Eventually.IsTrueAsync(() => _sent.Count == 2);
        _sent[1].Answer(2);
        Assert.Equal(2, await next.Result);
    }

    /// <summary>Callers that joined the hanging call would wait as long, even after the circuit has opened.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_AfterASoftTimeout_SendsANewCallAtOnceAndLeavesTheSlowOne(bool isAbandoned)
    {
        var time = new FakeTimeProvider();
        var calls = new SingleFlight<string, int>(() => 1, time);
        var slow = calls.Join("key", _sent.SendAsync);
        time.Advance(TimeSpan.FromSeconds(1));
        slow.ReportSoftTimeout(TimeSpan.FromSeconds(1));
        if (isAbandoned)
        {
            slow.Detach();
            slow.Dispose();
        }

        using var next = calls.Join("key", _sent.SendAsync);
        using var third = calls.Join("key", _sent.SendAsync);

        Assert.Equal((2, isAbandoned ? 1 : 0), (_sent.Count, calls.BackgroundCalls));
        _sent[0].Answer(1);
        Assert.Equal(1, await slow.Result);
        await Eventually.IsTrueAsync(() => calls.BackgroundCalls == 0);
        Assert.Equal(2, _sent.Count);
        _sent[1].Answer(2);
        Assert.Equal(2, await next.Result);
        await Eventually.IsTrueAsync(() => _sent.Count == 3);
        slow.Dispose();
        _sent[2].Answer(3);
        Assert.Equal(3, await third.Result);
        await Eventually.IsTrueAsync(() => calls.Count == 0);
    }

    [Fact]
    public void Leave_OfASlowCallWithASuccessor_CancelsIt()
    {
        var time = new FakeTimeProvider();
        var calls = new SingleFlight<string, int>(() => 0, time);
        var slow = calls.Join("key", _sent.SendAsync);
        time.Advance(TimeSpan.FromSeconds(1));
        slow.ReportSoftTimeout(TimeSpan.FromSeconds(1));
        using var next = calls.Join("key", _sent.SendAsync);

        slow.Dispose();

        Assert.Equal((true, false), (_sent[0].IsCancelled, _sent[1].IsCancelled));
    }

    private SingleFlightCall<int> Join(string key = "key") => Calls.Join(key, _sent.SendAsync);
}
