using ServiceDefaults.Deadlines;
using ServiceDefaults.Fallback;
using Testing;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>
/// A primary that is too slow, a caller who has little time, and answers that may be as old as they are fresh.
/// </summary>
public sealed class TimeTests
{
    private static readonly TimeSpan Soft = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TaskCompletionSource<string?> _slow = new();

    [Fact]
    public async Task Execute_PrimarySlowerThanTheSoftTimeout_GivesTheCopyThenAndLearnsFromTheLateAnswer()
    {
        await using var host = await SlowAsync();
        var asking = host.AskAsync();

        host.Time.Advance(Soft - Tick);
        Assert.False(asking.IsCompleted);
        host.Time.Advance(Tick);

        Assert.Equal(("ada", DataSource.Cache), ((await asking).Value, (await asking).Source));
        _slow.SetResult("late");
        host.Primary.Fail(new HttpRequestException());
        await Eventually.IsTrueAsync(async () => (await host.AskAsync()).Value == "late");
    }

    [Fact]
    public async Task Execute_SlowPrimaryAndNothingKnown_WaitsForIt()
    {
        await using var host = await SlowAsync();
        var asking = host.AskAsync("unknown");
        host.Time.Advance(10 * Soft);

        _slow.SetResult("late");

        Assert.Equal(
            ("late", DataSource.Primary, false),
            ((await asking).Value, (await asking).Source, (await asking).IsDegraded));
    }

    [Fact]
    public async Task Execute_CallerWithLessTime_GetsTheCopyWhenThatIsUp()
    {
        await using var host = await SlowAsync();
        RequestDeadline.Current = new(Soft / 4, attempt: 1, host.Time);
        var asking = host.AskAsync();

        host.Time.Advance(Soft / 4);

        Assert.Equal(DataSource.Cache, (await asking).Source);
    }

    [Fact]
    public async Task Execute_CallerWithLessTimeAndNothingKnown_IsToldThatTheTimeIsUp()
    {
        await using var host = await SlowAsync();
        RequestDeadline.Current = new(Soft / 4, attempt: 1, host.Time);
        var asking = host.AskAsync("unknown");

        host.Time.Advance(Soft / 4);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => asking);
    }

    [Fact]
    public async Task Execute_SlowCallNobodyWaitsFor_IsCancelledUnlessItMayGoOn()
    {
        await using var host = await FallbackHost.StartAsync(define: null, caller: null, ("MaxBackgroundCalls", "1"));
        var cancelled = 0;
        foreach (var id in new[] { "1", "2" })
        {
            await host.KnowAsync("ada", id);
        }

        host.Primary.Answer = (_, token) =>
        {
            token.Register(() => Interlocked.Increment(ref cancelled));
            return _slow.Task.WaitAsync(token);
        };
        Task[] asking = [host.AskAsync("1"), host.AskAsync("2")];
        host.Time.Advance(Soft);
        await Task.WhenAll(asking);

        await Eventually.IsTrueAsync(() => Volatile.Read(ref cancelled) == 1);
    }

    [Fact]
    public async Task Execute_WithFreshness_AsksNobodyUntilTheCopyIsTooOld()
    {
        await using var host = await FallbackHost.StartAsync(define: null, caller: null, ("FreshFor", "00:01:40"));
        await host.KnowAsync("ada");
        host.Primary.Answer = (_, _) => Task.FromResult<string?>("bob");

        host.Time.Advance(TimeSpan.FromSeconds(80));
        var fresh = await host.AskAsync();
        Assert.Equal(
            ("ada", DataSource.Cache, false, 80),
            (fresh.Value, fresh.Source, fresh.IsDegraded, fresh.Age.TotalSeconds));
        Assert.Equal(1, host.Primary.Count);

        // Past four fifths of its time somebody is sent for a new one, and nobody waits.
        host.Time.Advance(Tick);
        Assert.Equal("ada", (await host.AskAsync()).Value);
        await Eventually.IsTrueAsync(() => host.Primary.Count == 2);
        await Eventually.IsTrueAsync(async () => (await host.AskAsync()).Value == "bob");
    }

    [Fact]
    public async Task Execute_WithFreshnessAndAnOldCopy_AsksThePrimary()
    {
        await using var host = await FallbackHost.StartAsync(define: null, caller: null, ("FreshFor", "00:01:40"));
        await host.KnowAsync("ada");
        host.Primary.Answer = (_, _) => Task.FromResult<string?>("bob");

        host.Time.Advance(TimeSpan.FromSeconds(100) + Tick);

        var asked = await host.AskAsync();
        Assert.Equal(("bob", DataSource.Primary), (asked.Value, asked.Source));
    }

    [Fact]
    public async Task Execute_UnchangedAnswer_KeepsTheOlderTimeForHalfAMinute()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.KnowAsync();
        var first = host.Time.GetUtcNow();

        host.Time.Advance(TimeSpan.FromSeconds(29));
        await host.KnowAsync();
        Assert.Equal(first, await KeptAsOfAsync(host));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.KnowAsync();
        Assert.Equal(host.Time.GetUtcNow(), await KeptAsOfAsync(host));
    }

    private static async Task<DateTimeOffset> KeptAsOfAsync(FallbackHost host)
    {
        host.Primary.Fail(new HttpRequestException());
        return (await host.AskAsync()).AsOf;
    }

    private async Task<FallbackHost> SlowAsync()
    {
        var host = await FallbackHost.StartAsync();
        await host.KnowAsync();
        host.Primary.Answer = (_, token) => _slow.Task.WaitAsync(token);
        return host;
    }
}
