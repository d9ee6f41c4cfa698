using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Encryption;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>
/// A client with write access to Redis can delete cached responses. It can neither change one nor make a request fail.
/// </summary>
public sealed class TamperTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const int ClearBytes = sizeof(long);
    private const string OtherKey = "another payload secret of the tests, too";

    private readonly string _id = Guid.NewGuid().ToString("N");
    private Replica _writer = null!;
    private Replica _reader = null!;
    private RawRedis _raw = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _raw = await RawRedis.ConnectAsync(server.ConnectionString);
        _writer = await Replica.StartAsync(server.ConnectionString);
        _reader = await Replica.StartAsync(server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
        await _raw.DisposeAsync();
    }

    [Theory]
    [InlineData(0, DecryptionStatus.Tampered)]
    [InlineData(ClearBytes, DecryptionStatus.UnknownFormat)]
    [InlineData(ClearBytes + 1, DecryptionStatus.UnknownKey)]
    [InlineData(ClearBytes + 5, DecryptionStatus.Tampered)]
    [InlineData(ClearBytes + 17, DecryptionStatus.Tampered)]
    [InlineData(-1, DecryptionStatus.Tampered)]
    public Task Get_OfAnEntryWithAChangedByte_IsAMissAndCounted(int position, DecryptionStatus reason) => RefusedAsync(
        data =>
        {
            data[position < 0 ? ^1 : position] ^= 1;
            return data;
        },
        reason);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(30)]
    public Task Get_OfATruncatedEntry_IsAMissAndIsCounted(int length) => RefusedAsync(
        data => data[..length], DecryptionStatus.Truncated);

    [Fact]
    public Task Get_OfForeignBytes_IsAMissAndIsCounted() =>
        RefusedAsync(
            _ => "a value that somebody else has put here, long enough to be one"u8.ToArray(),
            DecryptionStatus.UnknownFormat);

    [Fact]
    public async Task Get_OfTwoSwappedEntries_ReturnsNeither()
    {
        var (mine, other) = (await WrittenAsync(_id, "mine"), await WrittenAsync($"{_id}-2", "other"));
        var (data, otherData) = (await DataAsync(mine), await DataAsync(other));
        await _raw.Database.HashSetAsync(mine, "data", otherData);
        await _raw.Database.HashSetAsync(other, "data", data);

        Assert.Null(await _reader.GetTextAsync(_id));
        Assert.Null(await _reader.GetTextAsync($"{_id}-2"));
    }

    [Fact]
    public async Task Get_OfAnEntryWithAForgedTime_ReturnsTheOriginalTime()
    {
        var key = await WrittenAsync(_id, "ada");
        await _raw.Database.HashSetAsync(key, "asof", $"{Now.AddYears(1).UtcTicks:D20}");

        Assert.InRange((await _reader.GetAsync(_id)).Response!.AsOf, Now.AddMinutes(-1), Now);
    }

    [Fact]
    public async Task Get_OfAKeyOfAnotherRedisType_IsAMiss()
    {
        var key = await WrittenAsync(_id, "ada");
        await _raw.Database.StringSetAsync(key, "not a hash");

        Assert.Null(await _reader.GetTextAsync(_id));
    }

    [Fact]
    public async Task Get_DuringKeyRotation_AcceptsThePreviousKeyAndNoOther()
    {
        await WrittenAsync(_id, "ada");
        await using var next = await Replica.StartAsync(
            server.ConnectionString,
            time: null,
            ("Encryption:CurrentKey", OtherKey),
            ("Encryption:PreviousKey", Replica.CurrentKey));
        await using var later = await Replica.StartAsync(
            server.ConnectionString, time: null, ("Encryption:CurrentKey", OtherKey));
        using var refused = later.Count(CachingMetrics.Rejected);

        Assert.Equal("ada", await next.GetTextAsync(_id));
        Assert.Null(await later.GetTextAsync(_id));
        Assert.Equal(
            nameof(DecryptionStatus.UnknownKey), Assert.Single(refused.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task Invalidation_ThatWasTamperedWith_IsIgnoredAndTheNextOneApplies()
    {
        await WrittenAsync(_id, "ada");
        await _writer.InvalidateAsync(_id);
        await _raw.Database.HashSetAsync($"mark:{{{_writer.Tag(_id)}}}", "data", "rubbish");

        Assert.Null(await _reader.GetTextAsync(_id));
        await _writer.InvalidateAsync(_id, InvalidationKind.Erased);
        Assert.NotNull((await _reader.GetAsync(_id)).ErasedAt);
    }

    [Fact]
    public async Task Store_OverAKeyOfAnotherRedisType_IsCountedAsNotWritten()
    {
        using var dropped = _writer.Count(CachingMetrics.WritesDropped);
        await _raw.Database.StringSetAsync($"copy:{{{_writer.Tag(_id)}}}:{_writer.Key(_id).Name}", "not a hash");

        _writer.Store(_id, Now, "ada");

        await Eventually.IsTrueAsync(() => dropped.GetMeasurementSnapshot().Count > 0);
        Assert.Equal("RedisAway", Assert.Single(dropped.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task Message_OfAnotherFormat_IsIgnoredAndTheNextInvalidationIsReceived()
    {
        await WrittenAsync(_id, "ada");
        Assert.Equal("ada", await _reader.GetTextAsync(_id));
        var channel = await ChannelAsync();
        foreach (var message in Messages)
        {
            Assert.True(
                await _raw.Database.PublishAsync(channel, message) >= 2, "the replicas listen to another channel");
        }

        // Messages of one connection arrive in order: once the invalidation was received, the others were, too.
        var other = $"{_id}-2";
        _reader.Store(other, Now, "bob");
        await _writer.InvalidateAsync(other);
        await Eventually.IsTrueAsync(async () => await _reader.GetTextAsync(other) is null);
        Assert.Equal("ada", await _reader.GetTextAsync(_id));
    }

    private static byte[][] Messages =>
    [
        [],
        [1],
        "rubbish"u8.ToArray(),
        [.. Enumerable.Repeat((byte)255, 300)],
        InvalidationMessage.Write("", Now),
        InvalidationMessage.Write(new string('x', 1000), Now),
        InvalidationMessage.Write("nobody", DateTimeOffset.MinValue),
        [.. Enumerable.Repeat((byte)255, 20)],
        [0x7F, .. Enumerable.Repeat((byte)255, 20)],
    ];

    private async Task<RedisChannel> ChannelAsync()
    {
        var channels = (RedisResult[])(await _raw.Database.ExecuteAsync("PUBSUB", "CHANNELS", "*.marks"))!;
        return RedisChannel.Literal((string)Assert.Single(channels)!);
    }

    private async Task RefusedAsync(Func<byte[], byte[]> tamper, DecryptionStatus reason)
    {
        using var refused = _reader.Count(CachingMetrics.Rejected);
        var key = await WrittenAsync(_id, "ada");
        await _raw.Database.HashSetAsync(key, "data", tamper((byte[])(await DataAsync(key))!));

        Assert.Null(await _reader.GetTextAsync(_id));

        Assert.Equal(reason.ToString(), Assert.Single(refused.GetMeasurementSnapshot()).Tags["reason"]);
        _writer.Store(_id, Now, "ada again");
        await Eventually.IsTrueAsync(async () => await _reader.GetTextAsync(_id) == "ada again");
    }

    private async Task<string> WrittenAsync(string id, string payload)
    {
        _writer.Store(id, Now, payload);
        var key = $"copy:{{{_writer.Tag(id)}}}:{_writer.Key(id).Name}";
        await Eventually.IsTrueAsync(async () => (await DataAsync(key)).HasValue);
        return key;
    }

    private Task<RedisValue> DataAsync(string key) => _raw.Database.HashGetAsync(key, "data");
}
