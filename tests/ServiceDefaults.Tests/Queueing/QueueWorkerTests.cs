using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;
using ServiceDefaults.Redis.Internal;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

public sealed class QueueWorkerTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly ScriptedQueueHandler _handler = new();

    [Fact]
    public async Task Worker_WithSeveralCommands_DeliversInOrderAndStoresTheResult()
    {
        _handler.Deliver = (lease, _) => Task.FromResult(Delivery.Succeed(lease.Payload));
        await using var host = await HostAsync();
        for (var number = 0; number < 20; number++)
        {
            await host.EnqueueAsync($"{number}", $"{number % 3}");
        }

        await Eventually.IsTrueAsync(async () => await host.StateAsync("19") == CommandState.Succeeded
            && await host.StateAsync("18") == CommandState.Succeeded);

        Assert.Equal("19"u8.ToArray(), (await host.FindAsync("19"))!.Result.ToArray());
        var keys = _handler.Given.Select(lease => int.Parse(QueueHost.KeyOf(lease)!));
        Assert.All(keys.GroupBy(key => key % 3), group => Assert.Equal(group.Order(), group));
    }

    [Fact]
    public async Task Worker_WithAHandlerThatIsNotReady_ClaimsNothingAndUsesNoAttempt()
    {
        _handler.IsReady = false;
        await using var host = await HostAsync();
        await host.EnqueueAsync("1");

        Assert.NotNull(await host.ClaimAsync());
        Assert.Empty(_handler.Given);
    }

    [Fact]
    public async Task Worker_WithAHandlerThatThrows_RetriesWithoutLoggingTheCommand()
    {
        _handler.Deliver = (lease, _) =>
            lease.Attempt < 3 ? throw new InvalidOperationException("canary") : Task.FromResult(Delivery.Succeed());
        await using var host = await HostAsync();
        using var retried = host.Count(QueueMetrics.Retried);

        await host.EnqueueAsync("1");

        await Eventually.IsTrueAsync(async () => await host.StateAsync("1") == CommandState.Succeeded);
        Assert.Equal(
            ["exception", "exception"],
            retried.GetMeasurementSnapshot().Select(measurement => measurement.Tags["reason"]));
        Assert.DoesNotContain(
            host.Host.Logs.GetSnapshot(), entry => entry.Message.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worker_DeliveringLongerThanALease_RenewsIt()
    {
        var held = new TaskCompletionSource();
        _handler.Deliver = async (_, token) =>
        {
            await held.Task.WaitAsync(token);
            return Delivery.Succeed();
        };
        await using var host = await HostAsync(("Lease", "00:00:01"));
        await host.EnqueueAsync("1");
        await Eventually.IsTrueAsync(() => _handler.Given.Count == 1);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Null(await host.ClaimAsync());
        held.SetResult();
        await Eventually.IsTrueAsync(async () => await host.StateAsync("1") == CommandState.Succeeded);
        Assert.Single(_handler.Given);
    }

    [Fact]
    public async Task Worker_WhenItsHostStops_ReleasesTheCommandAtOnce()
    {
        _handler.Deliver = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return Delivery.Succeed();
        };
        await using var other = await QueueHost.StartAsync(server.ConnectionString);
        var host = await HostAsync(other.Name, ("MaxAttempts", "1"));
        await other.EnqueueAsync("1");
        await Eventually.IsTrueAsync(() => _handler.Given.Count == 1);

        await host.DisposeAsync();

        var lease = await other.ClaimAsync();
        Assert.Equal(("1", 2), (QueueHost.KeyOf(lease), lease!.Attempt));
    }

    [Fact]
    public async Task Worker_WhenItsHostDrains_FinishesItsDeliveryAndClaimsNoOther()
    {
        var held = new TaskCompletionSource();
        _handler.Deliver = async (_, token) =>
        {
            await held.Task.WaitAsync(token);
            return Delivery.Succeed();
        };
        await using var host = await HostAsync();
        await host.EnqueueAsync("1");
        await Eventually.IsTrueAsync(() => _handler.Given.Count == 1);

        host.Host.Get<IHostApplicationLifetime>().StopApplication();
        await host.EnqueueAsync("2");
        held.SetResult();

        await Eventually.IsTrueAsync(async () => await host.StateAsync("1") == CommandState.Succeeded);
        Assert.Equal("2", QueueHost.KeyOf(await host.ClaimAsync()));
        Assert.Single(_handler.Given);
    }

    [Fact]
    public async Task Worker_AfterItsCommandWasRedriven_IsCancelled()
    {
        var stopped = new TaskCompletionSource();
        _handler.Deliver = async (_, token) =>
        {
            await using var registration = token.Register(stopped.SetResult);
            await stopped.Task;
            return Delivery.Succeed();
        };
        await using var host = await HostAsync(("Lease", "00:00:01"));
        using var stale = host.Count(QueueMetrics.Stale);
        await host.EnqueueAsync("1");
        await Eventually.IsTrueAsync(() => _handler.Given.Count == 1);
        var lease = _handler.Given.Single();
        await host.SettleAsync(lease, Delivery.DeadLetter("taken"));
        await host.Queue.RedriveAsync(lease.Id, TestContext.Current.CancellationToken);
        _handler.IsReady = false;

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await Eventually.IsTrueAsync(() => stale.GetMeasurementSnapshot().Count == 1);
    }

    [Fact]
    public async Task Worker_WhenRenewalsFailUnexpectedly_StopsTheDeliveryAndReleasesTheCommand()
    {
        _handler.Deliver = async (lease, token) =>
        {
            await Task.Delay(lease.Attempt == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
            return Delivery.Succeed();
        };
        await using var host = await QueueHost.StartAsync(
            server.ConnectionString,
            add: (builder, queue) =>
            {
                builder.Services.AddSingleton<IRedisClient>(services =>
                    new LossyRedis(services.GetRequiredService<RedisConnection>()) { Broken = "queue_renew" });
                builder.Services.AddSingleton(_handler);
                builder.AddQueueWorker<ScriptedQueueHandler>(queue);
            },
            settings: [("PollInterval", "00:00:00.05"), ("Lease", "00:00:01")]);

        await host.EnqueueAsync("1");

        await Eventually.IsTrueAsync(async () => await host.StateAsync("1") == CommandState.Succeeded);
        Assert.Equal([1, 2], _handler.Given.Select(lease => lease.Attempt));
    }

    private Task<QueueHost> HostAsync(params (string, string)[] settings) => HostAsync(name: null, settings);

    private Task<QueueHost> HostAsync(string? name, params (string, string)[] settings) => QueueHost.StartAsync(
        server.ConnectionString,
        name,
        (builder, queue) =>
        {
            builder.Services.AddSingleton(_handler);
            builder.AddQueueWorker<ScriptedQueueHandler>(queue);
        },
        [("PollInterval", "00:00:00.05"), .. settings]);
}
