using System.Threading.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Bulkheads.Internal;

namespace ServiceDefaults.Tests.Bulkheads;

public sealed class BulkheadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAsync_WithPermitsAndQueueFull_IsRejectedAtOnce()
    {
        var bulkhead = Make(places: 2, queue: 1);

        var inside = new[] { await Enter(bulkhead), await Enter(bulkhead) };
        var waiting = Enter(bulkhead);
        var rejected = await Enter(bulkhead);

        Assert.All(inside, lease => Assert.True(lease.IsAcquired));
        Assert.False(waiting.IsCompleted);
        Assert.False(rejected.IsAcquired);
        Assert.Equal(
            new BulkheadStatistics(Active: 2, Queued: 1, MaxConcurrency: 2, QueueLimit: 1, Rejections: 1),
            bulkhead.GetStatistics());
    }

    [Fact]
    public async Task Release_WithOperationsQueued_AdmitsThemInOrderOfArrival()
    {
        var bulkhead = Make(places: 1, queue: 3);
        var leaving = await Enter(bulkhead);
        Task<RateLimitLease>[] waiting = [Enter(bulkhead), Enter(bulkhead), Enter(bulkhead)];

        for (var next = 0; next < waiting.Length; next++)
        {
            Assert.All(waiting.Skip(next), task => Assert.False(task.IsCompleted));
            leaving.Dispose();
            leaving = await waiting[next];
            Assert.True(leaving.IsAcquired);
        }

        Assert.Equal((1, 0), Occupancy(bulkhead));
    }

    [Fact]
    public async Task AcquireAsync_CancelledWhileQueued_LeavesTheQueue()
    {
        var bulkhead = Make(places: 1, queue: 2);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var inside = await Enter(bulkhead);
        var leaver = bulkhead.AcquireAsync(impatience.Token).AsTask();
        var next = Enter(bulkhead);

        await impatience.CancelAsync();

        var cancellation = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        Assert.Equal(impatience.Token, cancellation.CancellationToken);
        Assert.Equal((1, 1), Occupancy(bulkhead));
        inside.Dispose();
        Assert.True((await next).IsAcquired);
        Assert.Equal(0, bulkhead.GetStatistics().Rejections);
    }

    [Fact]
    public async Task AcquireAsync_CancelledBefore_TakesNoPermit()
    {
        var bulkhead = Make(places: 1, queue: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Task.Run(() => bulkhead.AcquireAsync(new(canceled: true)).AsTask(), Token));

        Assert.Equal((0, 0), Occupancy(bulkhead));
    }

    [Fact]
    public async Task Resize_ToMore_AdmitsQueuedOperations()
    {
        var bulkhead = Make(places: 1, queue: 3);
        await Enter(bulkhead);
        Task<RateLimitLease>[] waiting = [Enter(bulkhead), Enter(bulkhead), Enter(bulkhead)];

        bulkhead.Resize(new() { MaxConcurrency = 3, QueueLimit = 3 });

        Assert.All(await Task.WhenAll(waiting[..2]), lease => Assert.True(lease.IsAcquired));
        Assert.False(waiting[2].IsCompleted);
        Assert.Equal((3, 1), Occupancy(bulkhead));
    }

    [Fact]
    public async Task Resize_ToLess_AdmitsNoOperationUntilEnoughHaveEnded()
    {
        var bulkhead = Make(places: 3, queue: 1);
        RateLimitLease[] inside = [await Enter(bulkhead), await Enter(bulkhead), await Enter(bulkhead)];
        var waiting = Enter(bulkhead);

        bulkhead.Resize(new() { MaxConcurrency = 1, QueueLimit = 0 });

        Assert.Equal((3, 1), Occupancy(bulkhead));
        inside[0].Dispose();
        inside[1].Dispose();
        Assert.Equal((1, 1), Occupancy(bulkhead));
        Assert.False((await Enter(bulkhead)).IsAcquired);
        inside[2].Dispose();
        Assert.True((await waiting).IsAcquired);
        Assert.Equal((1, 0), Occupancy(bulkhead));
    }

    [Fact]
    public async Task Dispose_OfALeaseTwice_ReturnsOnePermit()
    {
        var bulkhead = Make(places: 2, queue: 0);
        var twice = await Enter(bulkhead);
        await Enter(bulkhead);

        twice.Dispose();
        twice.Dispose();

        Assert.Equal((1, 0), Occupancy(bulkhead));
    }

    [Fact]
    public async Task Dispose_OfARejection_ReturnsNoPermit()
    {
        var bulkhead = Make(places: 1, queue: 0);
        await Enter(bulkhead);

        (await Enter(bulkhead)).Dispose();

        Assert.Equal((1, 0), Occupancy(bulkhead));
    }

    [Fact]
    public async Task Dispose_OfAHeldLease_ReturnsThePermitOnlyAfterItsRelease()
    {
        var bulkhead = Make(places: 1, queue: 0);
        var lease = (BulkheadLease)await Enter(bulkhead);
        lease.Hold();

        lease.Dispose();
        Assert.False((await Enter(bulkhead)).IsAcquired);

        lease.LetGo();
        Assert.True((await Enter(bulkhead)).IsAcquired);
    }

    internal static Bulkhead Make(int places, int queue) => new(new() { MaxConcurrency = places, QueueLimit = queue });

    private static Task<RateLimitLease> Enter(Bulkhead bulkhead) => bulkhead.AcquireAsync(Token).AsTask();

    private static (int Active, int Queued) Occupancy(Bulkhead bulkhead) =>
        bulkhead.GetStatistics() is var now ? (now.Active, now.Queued) : default;
}
