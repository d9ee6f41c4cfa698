using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Deadlines;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Invalidations in Redis, as a replica reads and rewrites them.</summary>
public sealed class SharedInvalidationTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Get_AfterTheRequestDeadline_FindsTheResponseAndReadsTheInvalidations()
    {
        await using var one = await Replica.StartAsync(server.ConnectionString);
        one.Store(_id, Now, "ada");
        RequestDeadline.Current = new(TimeSpan.Zero, attempt: 1, TimeProvider.System);
        Assert.Equal("ada", await one.GetTextAsync(_id));

        var before = Now;
        await one.InvalidateAsync(_id);

        // This replica started after the message, so it can read the invalidation only from Redis.
        await using var later = await Replica.StartAsync(server.ConnectionString);
        later.Store(_id, before, "ada");
        Assert.Null(await later.GetTextAsync(_id));
    }

    [Fact]
    public async Task Invalidation_WrittenAgain_KeepsAMoreRecentResponse()
    {
        await using var one = await Replica.StartAsync(server.ConnectionString);
        await using var reader = await Replica.StartAsync(server.ConnectionString);
        var (store, invalidation) = (one.Host.Get<InvalidationStore>(), Invalidation.Of(InvalidationKind.Changed, Now));
        await store.RaiseAsync(one.Tag(_id), invalidation);
        one.Store(_id, invalidation.At.AddMilliseconds(1), "younger");
        await Eventually.IsTrueAsync(async () => await reader.GetTextAsync(_id) is not null);

        await store.RaiseAsync(one.Tag(_id), invalidation);

        await using var later = await Replica.StartAsync(server.ConnectionString);
        Assert.Equal("younger", await later.GetTextAsync(_id));
    }
}
