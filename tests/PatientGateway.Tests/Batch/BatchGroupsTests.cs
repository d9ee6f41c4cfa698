using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PatientGateway.Batch;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>How many items run concurrently, and the delay between groups.</summary>
public sealed class BatchGroupsTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Run_OfMoreThanTheConcurrency_NeverExceedsIt(int concurrency)
    {
        var gates = Enumerable.Range(0, 11).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var started = 0;
        var run = Groups(concurrency).RunAsync(
            gates,
            TimeSpan.Zero,
            async (gate, index) =>
            {
                Interlocked.Increment(ref started);
                return await gate.Task + index;
            },
            TestContext.Current.CancellationToken);

        for (var ended = 0; ended < gates.Length; ended++)
        {
            // The gates open one by one; a group ends with its last gate, and the next one starts immediately.
            Assert.Equal(Math.Min(gates.Length, ((ended / concurrency) + 1) * concurrency), started);
            gates[ended].SetResult(100);
        }

        Assert.Equal(Enumerable.Range(100, gates.Length), await run);
    }

    [Fact]
    public async Task Run_WithAPause_StartsTheNextGroupAfterIt()
    {
        var started = 0;
        var third = new TaskCompletionSource();
        var run = Groups(concurrency: 2).RunAsync(
            [1, 2, 3],
            Pause,
            (item, _) =>
            {
                if (Interlocked.Increment(ref started) == 3)
                {
                    third.SetResult();
                }

                return Task.FromResult(item);
            },
            TestContext.Current.CancellationToken);

        _time.Advance(Pause - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, started);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await third.Task.WaitAsync(TestContext.Current.CancellationToken);
        // After the last group there is no delay.
        Assert.Equal([1, 2, 3], await run);
    }

    [Fact]
    public async Task Run_CancelledByTheCaller_EndsDuringThePause()
    {
        using var caller = new CancellationTokenSource();
        var run = Groups(concurrency: 1).RunAsync([1, 2], Pause, (item, _) => Task.FromResult(item), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Theory]
    [InlineData(true, 5.1)]
    [InlineData(false, 3.1)]
    public async Task Batch_ByItsSettings_PausesBetweenReadsAndBetweenWrites(bool reads, double seconds)
    {
        await using var batches = new BatchGateway(
            ("Batch:Concurrency", "1"), ("Batch:ReadPause", "00:00:05.1"), ("Batch:WritePause", "00:00:03.1"));
        List<DateTimeOffset> requestedAt = [];
        Task<HttpResponseMessage> Answer(CancellationToken token)
        {
            requestedAt.Add(batches.Gateway.Time.GetUtcNow());
            return Task.FromResult(
                StubApi.Response(reads ? HttpStatusCode.OK : HttpStatusCode.Created, BatchGateway.Patient(1)));
        }

        batches.Api.On(BatchGateway.Many(1, 2), HttpStatusCode.NotFound)
            .On(BatchGateway.One(1), Answer).On(BatchGateway.One(2), Answer).On("POST /patients", Answer);
        using var response = await batches.Gateway.Time.PassWheneverWaitedForAsync(
            TimeSpan.FromSeconds(seconds), reads ? batches.GetAsync(1, 2) : batches.CreateAsync("{},{}"));

        Assert.Equal(2, (await BatchGateway.ItemsOf(response)).Length);
        Assert.Equal(TimeSpan.FromSeconds(seconds), requestedAt[1] - requestedAt[0]);
    }

    private BatchGroups Groups(int concurrency) => new(
        Options.Create(new BatchOptions { Concurrency = concurrency }), _time);
}
