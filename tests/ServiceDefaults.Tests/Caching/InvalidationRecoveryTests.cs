using System.Globalization;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>An invalidation that could not be written to Redis is written when Redis is available again.</summary>
public sealed class InvalidationRecoveryTests : IAsyncLifetime
{
    private const string Id = "1";

    private readonly RedisServer _server = new();
    private Replica _one = null!;
    private Replica _other = null!;

    private string InvalidationKey => $"mark:{{{_one.Tag(Id)}}}";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _one = await Replica.StartAsync(_server.ConnectionString, time: null, Replica.DefaultTimeouts);
        _other = await Replica.StartAsync(_server.ConnectionString, time: null, Replica.DefaultTimeouts);
        _one.Store(Id, Now, "ada");
        await Eventually.IsTrueAsync(async () => await _other.GetTextAsync(Id) == "ada");
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Invalidate_WhileRedisIsUnavailable_IsWrittenWithItsOwnTimeOnReconnect()
    {
        await DieAsync();
        var before = Now;
        await _one.InvalidateAsync(Id);
        var after = Now;

        await _server.StartAsync();

        await using var raw = await RawRedis.ConnectAsync(_server.ConnectionString);
        await Eventually.IsTrueAsync(async () => await InvalidatedAtAsync(raw) is not null);
        Assert.InRange((await InvalidatedAtAsync(raw))!.Value, before, after);
        Assert.InRange(
            (await raw.Database.KeyTimeToLiveAsync(InvalidationKey))!.Value,
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(15));
        Assert.Empty(raw.Keys("cop*"));
    }

    [Fact]
    public async Task Invalidate_WhileRedisIsUnavailable_IsReceivedByTheOtherReplicasOnReconnect()
    {
        await DieAsync();
        await _one.InvalidateAsync(Id);

        await _server.StartAsync();

        await Eventually.IsTrueAsync(
            () => _other.Host.Get<InvalidationStore>().Local(_other.Tag(Id)).At != default);
    }

    [Fact]
    public async Task Invalidate_OfManyTagsWhileRedisIsUnavailable_IsWrittenForEach()
    {
        await DieAsync();
        string[] ids = [.. Enumerable.Range(0, 100).Select(id => id.ToString(CultureInfo.InvariantCulture))];
        foreach (var id in ids)
        {
            await _one.InvalidateAsync(id);
        }

        await _server.StartAsync();

        await using var raw = await RawRedis.ConnectAsync(_server.ConnectionString);
        await Eventually.IsTrueAsync(() => raw.Keys("mark:*").Count == ids.Length);
    }

    [Fact]
    public async Task Invalidate_BeforeTheFirstConnection_IsWrittenOnConnect()
    {
        await DieAsync();
        await using var early = await Replica.StartAloneAsync(_server.ConnectionString);
        await early.InvalidateAsync(Id, InvalidationKind.Erased);

        await _server.StartAsync();

        await Eventually.IsTrueAsync(async () => (await _other.GetAsync(Id)).ErasedAt is not null);
    }

    [Fact]
    public async Task Invalidate_CancelledWhileRedisIsFrozen_IsStillWritten()
    {
        await _server.FreezeAsync();
        using var impatient = new CancellationTokenSource();
        var invalidating = _one.Cache.InvalidateAsync(
            [_one.Tag(Id)], InvalidationKind.Erased, impatient.Token).AsTask();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invalidating);
        Assert.NotNull((await _one.GetAsync(Id)).ErasedAt);
        await _server.ThawAsync();

        await Eventually.IsTrueAsync(async () => (await _other.GetAsync(Id)).ErasedAt is not null);
    }

    [Fact]
    public async Task Invalidate_TwiceWhileRedisIsUnavailable_WritesTheLaterOne()
    {
        await DieAsync();
        await _one.InvalidateAsync(Id);
        await _other.InvalidateAsync(Id, InvalidationKind.Erased);
        var younger = _other.Host.Get<InvalidationStore>().Local(_other.Tag(Id)).At;

        await _server.StartAsync();

        await using var raw = await RawRedis.ConnectAsync(_server.ConnectionString);
        await Eventually.IsTrueAsync(async () => await InvalidatedAtAsync(raw) == younger);
        // The replica may or may not receive the message: it may subscribe after the message was sent and find the
        // invalidation in Redis.
        await Eventually.IsTrueAsync(async () => (await _one.GetAsync(Id)).ErasedAt is not null);
    }

    [Fact]
    public async Task Raise_OfAnOlderInvalidation_KeepsTheLaterInRedis()
    {
        await _one.InvalidateAsync(Id, InvalidationKind.Erased);

        await _other.Host.Get<InvalidationStore>().RaiseAsync(
            _other.Tag(Id), Invalidation.Of(InvalidationKind.Changed, Now.AddMinutes(-1)));

        await using var later = await Replica.StartAsync(_server.ConnectionString);
        Assert.NotNull((await later.GetAsync(Id)).ErasedAt);
    }

    [Fact]
    public async Task Get_CancelledByTheCaller_EndsWhileRedisIsFrozen()
    {
        await _server.FreezeAsync();
        using var gone = new CancellationTokenSource();
        var finding = _one.Cache.GetAsync(_one.Key("unknown"), Replica.MaxStale, _one.AllTag, gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
        await _server.ThawAsync();
    }

    private async Task<DateTimeOffset?> InvalidatedAtAsync(RawRedis raw) =>
        await raw.FieldAsync(InvalidationKey, "asof") is { } ticks
            ? new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero)
            : null;

    private async Task DieAsync()
    {
        await _server.KillAsync();
        await Eventually.IsTrueAsync(() => !_one.Redis.IsConnected && !_other.Redis.IsConnected);
    }
}
