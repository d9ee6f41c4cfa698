using System.Diagnostics;
using ServiceDefaults.Bulkheads;

namespace ServiceDefaults.Tests.Bulkheads;

/// <summary>Runs on real threads: a failure in one of many runs is a defect, too.</summary>
public sealed class BulkheadStressTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AcquireAsync_FromManyThreadsWithCancellationAndResizing_NeverExceedsTheLimitAndEndsEmpty()
    {
        const int Most = 6;
        var (inside, tooMany, admitted) = (0, 0, 0);
        var bulkhead = BulkheadTests.Make(Most, queue: 4);
        var began = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(seed => Task.Run(() => WorkAsync(new Random(seed)), TestContext.Current.CancellationToken)));

        Assert.Equal((0, 0), (Volatile.Read(ref inside), Volatile.Read(ref tooMany)));
        var end = bulkhead.GetStatistics();
        Assert.Equal((0, 0), (end.Active, end.Queued));

        async Task WorkAsync(Random random)
        {
            while (Stopwatch.GetElapsedTime(began) < Duration || Volatile.Read(ref admitted) < 1000)
            {
                if (random.Next(20) == 0)
                {
                    bulkhead.Resize(new() { MaxConcurrency = random.Next(1, Most + 1), QueueLimit = random.Next(5) });
                }

                await OperateAsync(random);
            }
        }

        async Task OperateAsync(Random random)
        {
            using var impatience = new CancellationTokenSource();
            var entering = bulkhead.AcquireAsync(impatience.Token).AsTask();
            if (random.Next(3) == 0)
            {
                await impatience.CancelAsync();
            }

            await ((Task)entering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!entering.IsCompletedSuccessfully)
            {
                return;
            }

            using var lease = await entering;
            if (!lease.IsAcquired)
            {
                await Task.Yield();
                return;
            }

            Interlocked.Increment(ref admitted);
            Interlocked.Add(ref tooMany, Interlocked.Increment(ref inside) > Most ? 1 : 0);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        }
    }

    /// <summary>
    /// Between a permit becoming free and its transfer to the first in the queue, an arriving operation could once take
    /// it.
    /// </summary>
    [Fact]
    public async Task Release_WhileANewOperationArrives_GivesThePermitToTheFirstInTheQueue()
    {
        using var together = new Barrier(2);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Duration)
        {
            var bulkhead = BulkheadTests.Make(places: 1, queue: 2);
            var leaving = await bulkhead.AcquireAsync(CancellationToken.None);
            var first = bulkhead.AcquireAsync(CancellationToken.None).AsTask();

            var release = Task.Run(
                () => { together.SignalAndWait(TestContext.Current.CancellationToken); leaving.Dispose(); },
                TestContext.Current.CancellationToken);
            var newcomer = Task.Run(() => Newcome(bulkhead, together), TestContext.Current.CancellationToken);
            await release;

            Assert.False(await newcomer, "The newcomer got in before the one who had waited.");
            Assert.True((await first).IsAcquired);
        }
    }

    private static bool Newcome(Bulkhead bulkhead, Barrier together)
    {
        together.SignalAndWait(TestContext.Current.CancellationToken);
        return bulkhead.AcquireAsync(CancellationToken.None).AsTask().IsCompleted;
    }
}
