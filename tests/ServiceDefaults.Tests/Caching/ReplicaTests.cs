using ServiceDefaults.Caching;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>
/// Several processes with one Redis: each finds what another kept, and none believes what another knows to be wrong.
/// </summary>
public sealed class ReplicaTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private Replica _one = null!;
    private Replica _other = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _one = await Replica.StartAsync(server.ConnectionString);
        _other = await Replica.StartAsync(server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Keep_ByOne_IsFoundByAnotherWithAllThatBelongsToIt()
    {
        var asOf = Now;
        _one.Keep(_id, asOf, "ada", "v1", "alias");

        await FoundAsync(_other, "ada");

        var copy = (await _other.FindAsync(_id)).Response!;
        Assert.Equal((asOf, "v1"), (copy.AsOf, copy.Version));
        Assert.Equal([_one.Subject("alias")], copy.Tags);
    }

    [Fact]
    public async Task Keep_OfAnOlderCopyAfterAYounger_LeavesRedisAsItIs()
    {
        var asOf = Now;
        _one.Keep(_id, asOf, "new");
        await WrittenAsync(_one);
        _other.Keep(_id, asOf - TimeSpan.FromSeconds(1), "old");
        await WrittenAsync(_other);

        await using var third = await Replica.StartAsync(server.ConnectionString);

        Assert.Equal("new", await third.FindTextAsync(_id));
    }

    [Fact]
    public async Task Mark_ByOne_IsStrongerInAllThanACopyThatArrivesLater()
    {
        var asOf = Now;
        await _one.InvalidateAsync(_id);
        await using var unaware = await Replica.StartAsync(server.ConnectionString);
        unaware.Keep(_id, asOf, "read before the change");
        await WrittenAsync(unaware);

        Assert.Null(await unaware.FindTextAsync(_id));
        Assert.Null(await _other.FindTextAsync(_id));
        unaware.Keep(_id, Now, "read after it");
        await FoundAsync(_other, "read after it");
    }

    [Fact]
    public async Task Find_OfWhatAnotherHasReadSinceAChange_IsNotHiddenByTheOwnCopyFromBeforeIt()
    {
        _one.Keep(_id, Now, "old");
        await FoundAsync(_other, "old");
        await _one.InvalidateAsync(_id);

        _one.Keep(_id, Now, "new");

        await FoundAsync(_other, "new");
    }

    [Fact]
    public async Task Forget_OfWhatIsStillOnItsWayToRedis_ErasesItThereToo()
    {
        const int Rounds = 300;
        for (var round = 0; round < Rounds; round++)
        {
            var id = $"{_id} {round}";
            _one.Keep(id, Now, "ada");
            _one.Store.SetTombstone(_one.Subject(id), Now);
        }

        await WrittenAsync(_one);
        for (var round = 0; round < Rounds; round++)
        {
            Assert.Null(await _other.FindTextAsync($"{_id} {round}"));
        }
    }

    [Fact]
    public async Task Mark_ByOne_TakesEveryCopyOutOfRedis()
    {
        await using var raw = await RawRedis.ConnectAsync(server);
        _one.Keep(_id, Now, "ada");
        await FoundAsync(_other, "ada");
        Assert.NotEmpty(raw.Keys($"copy:{{{_one.Subject(_id)}}}:*"));

        await _one.InvalidateAsync(_id);

        Assert.Empty(raw.Keys($"cop*{_one.Subject(_id)}*"));
    }

    [Fact]
    public async Task Mark_OfAnErasure_IsToldByAll()
    {
        _one.Keep(_id, Now, "ada");
        await FoundAsync(_other, "ada");

        await _one.InvalidateAsync(_id, InvalidationKind.Erased);

        Assert.NotNull((await _one.FindAsync(_id)).ErasedAt);
        Assert.NotNull((await _other.FindAsync(_id)).ErasedAt);
        await using var later = await Replica.StartAsync(server.ConnectionString);
        Assert.NotNull((await later.FindAsync(_id)).ErasedAt);
    }

    [Fact]
    public async Task Forget_ErasesWhereThereAreCopiesAndWritesNothingElsewhere()
    {
        await using var raw = await RawRedis.ConnectAsync(server);
        _one.Keep(_id, Now, "ada");
        await FoundAsync(_other, "ada");

        _other.Store.SetTombstone(_other.Subject(_id), Now);
        _other.Store.SetTombstone(_other.Subject("never seen"), Now);

        await Eventually.IsTrueAsync(async () => (await _one.FindAsync(_id)).ErasedAt is not null);
        await WrittenAsync(_other);
        Assert.Empty(raw.Keys($"*{_other.Subject("never seen")}*"));
    }

    [Fact]
    public async Task Keep_OfAnUnchangedCopy_LeavesTheOlderHonestTimeInRedis()
    {
        await using var raw = await RawRedis.ConnectAsync(server);
        var asOf = Now;
        _one.Keep(_id, asOf, "ada", "v1");
        await FoundAsync(_other, "ada");

        Assert.True(_one.Store.IsCurrent(
            _one.Key(_id), _one.Everything, "v1", asOf + TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(30)));
        Assert.Equal(
            $"{asOf.UtcTicks:D20}",
            await raw.FieldAsync(Assert.Single(raw.Keys($"copy:{{{_one.Subject(_id)}}}:*")), "asof"));
    }

    [Fact]
    public async Task Keep_OfACopyTooLargeForTheMemory_IsFoundInRedis()
    {
        const int MemoryLimit = 1 << 20;
        await using var small = await Replica.StartAsync(
            server.ConnectionString, time: null, ("Caching:MemoryLimit", $"{MemoryLimit}"));
        var large = new string('x', MemoryLimit);
        small.Keep(_id, Now, large);

        await FoundAsync(small, large);
        await FoundAsync(_other, large);
    }

    [Fact]
    public async Task Redis_HoldsNothingThatCouldBeRead()
    {
        await using var raw = await RawRedis.ConnectAsync(server);
        _one.Keep($"canary-id-{_id}", Now, "canary-payload", "canary-version", "canary-alias");
        await _one.InvalidateAsync("canary-marked", InvalidationKind.Erased);
        await WrittenAsync(_one);

        var everything = await raw.EverythingAsync();

        Assert.NotEmpty(everything);
        Assert.DoesNotContain(everything, text => text.Contains("canary", StringComparison.Ordinal));
    }

    // What comes after it in the queue of writes has been written when this has.
    private static async Task WrittenAsync(Replica replica)
    {
        await using var reader = await Replica.StartAsync(
            replica.Host.Get<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:redis"]);
        var last = Guid.NewGuid().ToString("N");
        replica.Keep(last, Now, "last");
        await Eventually.IsTrueAsync(async () => await reader.FindTextAsync(last) is not null);
    }

    private Task FoundAsync(Replica replica, string payload) =>
        Eventually.IsTrueAsync(async () => await replica.FindTextAsync(_id) == payload);
}
