using ServiceDefaults.Caching;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>
/// Several processes with one Redis: each finds responses that another stored, and none returns a response that another
/// has invalidated.
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
    public async Task Store_ByOneReplica_IsFoundByAnotherWithAllItsData()
    {
        var asOf = Now;
        _one.Store(_id, asOf, "ada", "v1", "alias");

        await FoundAsync(_other, "ada");

        var response = (await _other.GetAsync(_id)).Response!;
        Assert.Equal((asOf, "v1"), (response.AsOf, response.Version));
        Assert.Equal([_one.Tag("alias")], response.Tags);
    }

    [Fact]
    public async Task Store_OfAnOlderResponseAfterAMoreRecentOne_DoesNotChangeRedis()
    {
        var asOf = Now;
        _one.Store(_id, asOf, "new");
        await WrittenAsync(_one);
        _other.Store(_id, asOf - TimeSpan.FromSeconds(1), "old");
        await WrittenAsync(_other);

        await using var third = await Replica.StartAsync(server.ConnectionString);

        Assert.Equal("new", await third.GetTextAsync(_id));
    }

    [Fact]
    public async Task Invalidate_ByOneReplica_PrevailsInAllOverAnOutdatedResponseThatArrivesLater()
    {
        var asOf = Now;
        await _one.InvalidateAsync(_id);
        await using var unaware = await Replica.StartAsync(server.ConnectionString);
        unaware.Store(_id, asOf, "read before the change");
        await WrittenAsync(unaware);

        Assert.Null(await unaware.GetTextAsync(_id));
        Assert.Null(await _other.GetTextAsync(_id));
        unaware.Store(_id, Now, "read after it");
        await FoundAsync(_other, "read after it");
    }

    [Fact]
    public async Task Get_OfANewerResponseStoredByAnotherReplica_IsNotHiddenByTheLocalOutdatedOne()
    {
        _one.Store(_id, Now, "old");
        await FoundAsync(_other, "old");
        await _one.InvalidateAsync(_id);

        _one.Store(_id, Now, "new");

        await FoundAsync(_other, "new");
    }

    [Fact]
    public async Task SetTombstone_OfAResponseStillOnItsWayToRedis_ErasesItThereToo()
    {
        const int Rounds = 300;
        for (var round = 0; round < Rounds; round++)
        {
            var id = $"{_id} {round}";
            _one.Store(id, Now, "ada");
            _one.Cache.SetTombstone(_one.Tag(id), Now);
        }

        await WrittenAsync(_one);
        for (var round = 0; round < Rounds; round++)
        {
            Assert.Null(await _other.GetTextAsync($"{_id} {round}"));
        }
    }

    [Fact]
    public async Task Invalidate_ByOneReplica_DeletesEveryResponseFromRedis()
    {
        await using var raw = await RawRedis.ConnectAsync(server.ConnectionString);
        _one.Store(_id, Now, "ada");
        await FoundAsync(_other, "ada");
        Assert.NotEmpty(raw.Keys($"copy:{{{_one.Tag(_id)}}}:*"));

        await _one.InvalidateAsync(_id);

        Assert.Empty(raw.Keys($"cop*{_one.Tag(_id)}*"));
    }

    [Fact]
    public async Task Invalidate_AsErased_IsATombstoneInAllReplicas()
    {
        _one.Store(_id, Now, "ada");
        await FoundAsync(_other, "ada");

        await _one.InvalidateAsync(_id, InvalidationKind.Erased);

        Assert.NotNull((await _one.GetAsync(_id)).ErasedAt);
        Assert.NotNull((await _other.GetAsync(_id)).ErasedAt);
        await using var later = await Replica.StartAsync(server.ConnectionString);
        Assert.NotNull((await later.GetAsync(_id)).ErasedAt);
    }

    [Fact]
    public async Task SetTombstone_OfSomeTags_WritesNothingForTagsWithoutResponses()
    {
        await using var raw = await RawRedis.ConnectAsync(server.ConnectionString);
        _one.Store(_id, Now, "ada");
        await FoundAsync(_other, "ada");

        _other.Cache.SetTombstone(_other.Tag(_id), Now);
        _other.Cache.SetTombstone(_other.Tag("never seen"), Now);

        await Eventually.IsTrueAsync(async () => (await _one.GetAsync(_id)).ErasedAt is not null);
        await WrittenAsync(_other);
        Assert.Empty(raw.Keys($"*{_other.Tag("never seen")}*"));
    }

    [Fact]
    public async Task Store_OfAnUnchangedResponse_KeepsTheEarlierAsOfTimeInRedis()
    {
        await using var raw = await RawRedis.ConnectAsync(server.ConnectionString);
        var asOf = Now;
        _one.Store(_id, asOf, "ada", "v1");
        await FoundAsync(_other, "ada");

        Assert.True(_one.Cache.IsCurrent(
            _one.Key(_id), _one.AllTag, "v1", asOf + TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(30)));
        Assert.Equal(
            $"{asOf.UtcTicks:D20}",
            await raw.FieldAsync(Assert.Single(raw.Keys($"copy:{{{_one.Tag(_id)}}}:*")), "asof"));
    }

    [Fact]
    public async Task Store_OfAResponseTooLargeForTheMemory_IsFoundInRedis()
    {
        const int MemoryLimit = 1 << 20;
        await using var small = await Replica.StartAsync(
            server.ConnectionString, time: null, ("Caching:MemoryLimit", $"{MemoryLimit}"));
        var large = new string('x', MemoryLimit);
        small.Store(_id, Now, large);

        await FoundAsync(small, large);
        await FoundAsync(_other, large);
    }

    [Fact]
    public async Task Redis_AfterStore_HoldsNoPlaintext()
    {
        await using var raw = await RawRedis.ConnectAsync(server.ConnectionString);
        _one.Store($"canary-id-{_id}", Now, "canary-payload", "canary-version", "canary-alias");
        await _one.InvalidateAsync("canary-marked", InvalidationKind.Erased);
        await WrittenAsync(_one);

        var everything = await raw.EverythingAsync();

        Assert.NotEmpty(everything);
        Assert.DoesNotContain(everything, text => text.Contains("canary", StringComparison.Ordinal));
    }

    // Writes are queued in order: when this one is written, so are those before it.
    private static async Task WrittenAsync(Replica replica)
    {
        await using var reader = await Replica.StartAsync(
            replica.Host.Get<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:redis"]);
        var last = Guid.NewGuid().ToString("N");
        replica.Store(last, Now, "last");
        await Eventually.IsTrueAsync(async () => await reader.GetTextAsync(last) is not null);
    }

    private Task FoundAsync(Replica replica, string payload) =>
        Eventually.IsTrueAsync(async () => await replica.GetTextAsync(_id) == payload);
}
