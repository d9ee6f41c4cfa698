using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Deadlines;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Marks in Redis, as a replica reads and repeats them.</summary>
public sealed class SharedInvalidationTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Find_ForACallerWhoseTimeIsUp_FindsTheResponseAndReadsTheInvalidations()
    {
        await using var one = await Replica.StartAsync(server.ConnectionString);
        one.Keep(_id, Now, "ada");
        RequestDeadline.Current = new(TimeSpan.Zero, attempt: 1, TimeProvider.System);
        Assert.Equal("ada", await one.FindTextAsync(_id));

        var before = Now;
        await one.InvalidateAsync(_id);

        // Started after the message, so only Redis can tell it of the invalidation.
        await using var later = await Replica.StartAsync(server.ConnectionString);
        later.Keep(_id, before, "ada");
        Assert.Null(await later.FindTextAsync(_id));
    }

    [Fact]
    public async Task Mark_WrittenAgain_LeavesACopyThatIsYounger()
    {
        await using var one = await Replica.StartAsync(server.ConnectionString);
        await using var reader = await Replica.StartAsync(server.ConnectionString);
        var (marks, mark) = (one.Host.Get<InvalidationStore>(), Invalidation.Of(InvalidationKind.Changed, Now));
        await marks.RaiseAsync(one.Subject(_id), mark);
        one.Keep(_id, mark.At.AddMilliseconds(1), "younger");
        await Eventually.IsTrueAsync(async () => await reader.FindTextAsync(_id) is not null);

        await marks.RaiseAsync(one.Subject(_id), mark);

        await using var later = await Replica.StartAsync(server.ConnectionString);
        Assert.Equal("younger", await later.FindTextAsync(_id));
    }
}
