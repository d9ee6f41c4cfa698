using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>What may be believed, in one process without Redis.</summary>
public sealed class FallbackCacheTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private Replica _replica = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync() => _replica = await Replica.StartAsync(redis: null, _time);

    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    [Fact]
    public async Task Find_OfNothing_IsNothing() => Assert.Equal(CacheLookup.Miss, await _replica.FindAsync("1"));

    [Fact]
    public async Task Find_OfACopy_GivesItWithItsAge()
    {
        _replica.Keep("1", Now - Second, "ada", "v1");

        var copy = (await _replica.FindAsync("1")).Response!;

        Assert.Equal((Now - Second, "v1"), (copy.AsOf, copy.Version));
        Assert.Equal("ada"u8, copy.Payload.Span);
    }

    [Fact]
    public async Task Find_OfACopyOlderThanAllowed_IsNothing()
    {
        _replica.Keep("1", Now, "ada");

        _time.Advance(Replica.MaxStale);
        Assert.Equal("ada", await _replica.FindTextAsync("1"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await _replica.FindTextAsync("1"));
    }

    [Fact]
    public async Task Keep_OfAnOlderCopy_DoesNotReplaceAYounger()
    {
        _replica.Keep("1", Now, "new");
        _replica.Keep("1", Now - Second, "old");

        Assert.Equal("new", await _replica.FindTextAsync("1"));
    }

    [Fact]
    public async Task Mark_OutdatesWhatIsAsOldAsItOrOlderAndNothingYounger()
    {
        _replica.Keep("1", Now, "old");
        await _replica.InvalidateAsync("1");

        Assert.Equal(CacheLookup.Miss, await _replica.FindAsync("1"));
        _replica.Keep("1", Now, "read before the change was known");
        Assert.Null(await _replica.FindTextAsync("1"));
        _replica.Keep("1", Now + TimeSpan.FromTicks(1), "new");
        Assert.Equal("new", await _replica.FindTextAsync("1"));
    }

    [Fact]
    public async Task Mark_OfASubjectThatTheCopyNames_OutdatesIt()
    {
        _replica.Keep("1", Now, "ada", version: null, "alias");
        _replica.Keep("2", Now, "bob", version: null, "other");

        await _replica.InvalidateAsync("alias");

        Assert.Null(await _replica.FindTextAsync("1"));
        Assert.Equal("bob", await _replica.FindTextAsync("2"));
    }

    [Fact]
    public async Task Mark_OfEverything_OutdatesAllThereIs()
    {
        _replica.Keep("1", Now, "ada");
        _replica.Keep("2", Now, "bob");

        await _replica.MarkEverythingAsync();

        Assert.Null(await _replica.FindTextAsync("1"));
        Assert.Null(await _replica.FindTextAsync("2"));
    }

    [Fact]
    public async Task Mark_OfAnErasure_IsToldUntilSomethingYoungerIsKnown()
    {
        _replica.Keep("1", Now, "ada");
        await _replica.InvalidateAsync("1", InvalidationKind.Erased);

        Assert.Equal(new CacheLookup(Response: null, Now), await _replica.FindAsync("1"));
        _time.Advance(Second);
        _replica.Keep("1", Now, "back from the dead");
        Assert.Equal("back from the dead", await _replica.FindTextAsync("1"));
    }

    [Fact]
    public async Task Forget_OfWhatAReadFoundGone_ErasesIt()
    {
        _replica.Keep("1", Now - Second, "ada");

        _replica.Store.SetTombstone(_replica.Subject("1"), Now);

        Assert.Equal(Now, (await _replica.FindAsync("1")).ErasedAt);
    }

    [Fact]
    public async Task IsKept_OnlyOfTheSameVersionThatIsNotOldAndStillBelieved()
    {
        _replica.Keep("1", Now, "ada", "v1", "alias");

        Assert.True(IsCurrent("v1", Now + (29 * Second)));
        Assert.False(IsCurrent("v1", Now + (30 * Second)));
        Assert.False(IsCurrent("v2", Now));
        Assert.False(IsCurrent(version: null, Now));
        await _replica.InvalidateAsync("alias");
        Assert.False(IsCurrent("v1", Now));
    }

    [Fact]
    public async Task Marks_MoreThanAreRemembered_CostCopiesAndNeverTheTruth()
    {
        await using var forgetful = await Replica.StartAsync(redis: null, _time, ("Caching:MaxInvalidations", "100"));
        forgetful.Keep("untouched", Now, "ada");
        forgetful.Keep("changed", Now, "bob");
        await forgetful.InvalidateAsync("changed");

        for (var other = 0; other < 1000; other++)
        {
            await forgetful.InvalidateAsync($"other {other}");
        }

        Assert.Null(await forgetful.FindTextAsync("changed"));
        Assert.Null(await forgetful.FindTextAsync("untouched"));
        _time.Advance(Second);
        forgetful.Keep("changed", Now, "bobby");
        Assert.Equal("bobby", await forgetful.FindTextAsync("changed"));
    }

    [Fact]
    public async Task Marks_MoreThanAreRemembered_CostNoCopyThatIsYoungerThanWhatIsForgotten()
    {
        await using var forgetful = await Replica.StartAsync(redis: null, _time, ("Caching:MaxInvalidations", "100"));
        for (var missing = 0; missing < 100; missing++)
        {
            forgetful.Store.SetTombstone(forgetful.Subject($"missing {missing}"), Now);
            _time.Advance(Second);
        }

        forgetful.Keep("young", Now, "ada");
        _time.Advance(Second);
        forgetful.Store.SetTombstone(forgetful.Subject("one too many"), Now);

        Assert.Equal("ada", await forgetful.FindTextAsync("young"));
    }

    [Fact]
    public void Marks_MoreThanAreRemembered_LeaveThoseOfAClockThatIsAhead()
    {
        var marks = new LocalInvalidations(_time, TimeSpan.FromMinutes(15), limit: 10);
        marks.Raise("changed", Invalidation.Heard(Now + Second));

        for (var other = 0; other < 100; other++)
        {
            marks.Raise($"other {other}", Invalidation.Heard(Now));
        }

        Assert.Equal(Now + Second, marks.Of("changed").At);
    }

    private bool IsCurrent(string? version, DateTimeOffset asOf) => _replica.Store.IsCurrent(
        _replica.Key("1"), _replica.Everything, version, asOf, 30 * Second);
}
