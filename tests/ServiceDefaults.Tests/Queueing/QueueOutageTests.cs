using System.Collections.Concurrent;
using Polly;
using ServiceDefaults.Queueing;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>The server is killed, and every acknowledged command still exists after its restart.</summary>
public sealed class QueueOutageTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private QueueHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _host = await QueueHost.StartAsync(
            _server.ConnectionString,
            settings: [("Lease", "00:00:01"), ("Resilience:Pipelines:redis:CircuitBreaker:Enabled", "false")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Kill_WhileCommandsAreQueued_LosesNoAcknowledgedCommand()
    {
        var acknowledged = new ConcurrentQueue<int>();
        var writers = Enumerable.Range(0, 8).Select(writer => WriteAsync(writer, acknowledged)).ToList();
        await Eventually.IsTrueAsync(() => acknowledged.Count > 200);
        await _server.KillAsync();
        await Task.WhenAll(writers);
        await RestartAsync();

        var delivered = new List<int>();
        var isEmpty = false;
        while (!isEmpty)
        {
            // The timeout is for one command: the number of commands depends on when the server was killed.
            await Eventually.IsTrueAsync(async () => await _host.ClaimAndAsync(delivered.Add)
                || (isEmpty = (await _host.Queue.SweepAsync(Token)).Queued == 0));
        }

        Assert.Equal(delivered.Count, delivered.Distinct().Count());
        Assert.Empty(acknowledged.Except(delivered));
        Assert.InRange(delivered.Count, acknowledged.Count, acknowledged.Count + writers.Count);
        Assert.All(delivered.GroupBy(number => number % writers.Count), writer => Assert.Equal(writer.Order(), writer));
    }

    [Fact]
    public async Task Kill_WhileCommandsAreDelivered_RedeliversEachUntilItIsFinished()
    {
        const int Commands = 60;
        for (var number = 0; number < Commands; number++)
        {
            await _host.EnqueueAsync($"{number}", $"{number % 6}");
        }

        var finished = new ConcurrentQueue<int>();
        var workers = Enumerable.Range(0, 4).Select(_ => WorkAsync(finished, Commands)).ToList();
        await Eventually.IsTrueAsync(() => finished.Count > Commands / 3);

        await _server.KillAsync();
        await RestartAsync();

        await Task.WhenAll(workers);
        Assert.Equal(new QueueDepth(0, 0, 0, Commands, TimeSpan.Zero), await _host.Queue.SweepAsync(Token));
        Assert.False(await _host.IsPendingAsync("0", "1"));
    }

    [Fact]
    public async Task Lease_AfterARestart_IsStillValid()
    {
        await _host.EnqueueAsync("1");
        var lease = await _host.ClaimAsync();
        await _server.KillAsync();
        await RestartAsync();

        Assert.Equal(CommandState.Succeeded, await _host.SettleAsync(lease, Delivery.Succeed()));
    }

    private async Task RestartAsync()
    {
        await _server.StartAsync();
        await Eventually.IsTrueAsync(() => _host.Redis.IsConnected);
    }

    // Each writer has its own group key, and sends no command before the previous one was acknowledged.
    private async Task WriteAsync(int writer, ConcurrentQueue<int> acknowledged)
    {
        try
        {
            for (var number = writer; ; number += 8)
            {
                Assert.Equal(EnqueueOutcome.Accepted, await _host.OutcomeAsync($"{number}", $"{writer}"));
                acknowledged.Enqueue(number);
            }
        }
        catch (Exception exception) when (exception is RedisException or ExecutionRejectedException)
        {
            // The server was killed: whether it has queued this command is unknown.
        }
    }

    private async Task WorkAsync(ConcurrentQueue<int> finished, int commands)
    {
        // Counted by the queue: the reply that a command is finished may be lost when the server is killed.
        while (!Token.IsCancellationRequested)
        {
            try
            {
                var number = -1;
                if (await _host.ClaimAndAsync(claimed => number = claimed))
                {
                    finished.Enqueue(number);
                }
                else if (number < 0 && (await _host.Queue.SweepAsync(Token)).Finished == commands)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is RedisException or ExecutionRejectedException)
            {
                await Eventually.IsTrueAsync(() => _host.Redis.IsConnected);
            }
        }
    }
}
