using System.Text;
using ServiceDefaults.Queueing;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>
/// A client with access to Redis can neither read commands nor have the workers deliver a command that was not queued.
/// </summary>
public sealed class QueueSecretsTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string OtherKey = "another payload secret of the tests, too";

    private QueueHost _host = null!;
    private RawRedis _raw = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await QueueHost.StartAsync(server.ConnectionString);
        _raw = await RawRedis.ConnectAsync(server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _raw.DisposeAsync();
    }

    [Fact]
    public async Task Redis_WithAQueuedCommand_HoldsNoPlaintext()
    {
        await _host.EnqueueAsync("canary", "canary-id", "canary-external");
        await _host.EnqueueAsync("canary-finished", "canary-other");
        await _host.SettleAsync(await _host.ClaimAsync(), Delivery.Succeed("canary"u8.ToArray()));

        var commands = _raw.Keys($"queue:{{{_host.Name}}}:command:*");

        Assert.Equal(2, commands.Count);
        foreach (var command in commands)
        {
            var fields = await _raw.Database.HashGetAllAsync(command);
            Assert.DoesNotContain(
                fields,
                field => Encoding.Latin1.GetString((byte[])field.Value!).Contains("canary", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(_raw.Keys("*"), key => key.Contains("canary", StringComparison.Ordinal));
        Assert.DoesNotContain(
            await _raw.Database.HashGetAllAsync($"queue:{{{_host.Name}}}:subjects"),
            field => field.ToString().Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Claim_DuringKeyRotation_AcceptsThePreviousKey()
    {
        await _host.EnqueueAsync("1");
        await using var next = await NextAsync(("Encryption:PreviousKey", QueueHost.CurrentKey));

        Assert.Equal("1", await next.DeliverAsync());
    }

    [Fact]
    public async Task Claim_ByAProcessWithoutTheNewKey_LeavesTheCommandToOthers()
    {
        await _host.EnqueueAsync("1", "p");
        await _host.EnqueueAsync("2", "p");
        await using var next = await NextAsync(("BaseDelay", "00:00:00.1"), ("MaxDelay", "00:00:00.1"));

        Assert.Null(await next.ClaimAsync());

        Assert.Equal(
            (CommandState.Queued, "unknown_key"),
            ((await _host.FindAsync("1"))!.State, (await _host.FindAsync("1"))!.Reason));
        await Eventually.IsTrueAsync(async () => await _host.DeliverAsync() == "1");
        Assert.Equal("2", await _host.DeliverAsync());
    }

    [Fact]
    public async Task Claim_WithoutTheKeyMaxAttemptsTimes_IsDeadLetteredAndCanBeRedriven()
    {
        await _host.EnqueueAsync("1", "p");
        await _host.EnqueueAsync("2", "q");
        await using var later = await NextAsync();

        Assert.Null(await later.ClaimAsync());

        Assert.Equal(
            (CommandState.Dead, "unknown_key"),
            ((await _host.FindAsync("1"))!.State, (await _host.FindAsync("2"))!.Reason));
        foreach (var dead in await _host.Queue.ListDeadLettersAsync(10, TestContext.Current.CancellationToken))
        {
            Assert.Equal(
                RedriveOutcome.Queued, await _host.Queue.RedriveAsync(dead.Id, TestContext.Current.CancellationToken));
        }

        Assert.Equal(["1", "2"], new[] { await _host.DeliverAsync(), await _host.DeliverAsync() }.Order());
    }

    [Fact]
    public async Task Claim_OfATamperedPayload_IsDeadLetteredAndDoesNotBlock()
    {
        using var dead = _host.Count(QueueMetrics.Dead);
        await _host.EnqueueAsync("1", "p");
        await _host.EnqueueAsync("2", "p");
        var payload = (byte[])(await _raw.Database.HashGetAsync(KeyOf("1"), "payload"))!;
        payload[^1] ^= 1;
        await _raw.Database.HashSetAsync(KeyOf("1"), "payload", payload);

        Assert.Equal("2", await _host.DeliverAsync());
        Assert.Equal("unreadable", Assert.Single(dead.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task Claim_OfTwoSwappedPayloads_ReturnsNeither()
    {
        await _host.EnqueueAsync("1");
        await _host.EnqueueAsync("2");
        var (one, other) = (await PayloadAsync("1"), await PayloadAsync("2"));
        await _raw.Database.HashSetAsync(KeyOf("1"), "payload", other);
        await _raw.Database.HashSetAsync(KeyOf("2"), "payload", one);

        Assert.Null(await _host.ClaimAsync());
    }

    [Fact]
    public async Task Find_OfATamperedResult_ReturnsTheStateWithoutIt()
    {
        await _host.EnqueueAsync("1");
        await _host.SettleAsync(await _host.ClaimAsync(), Delivery.Reject("no"u8.ToArray()));
        await _raw.Database.HashSetAsync(KeyOf("1"), "result", "rubbish");

        var status = await _host.FindAsync("1");

        Assert.Equal((CommandState.Refused, true), (status!.State, status.Result.IsEmpty));
    }

    private Task<QueueHost> NextAsync(params (string, string)[] settings) =>
        QueueHost.StartAsync(
            server.ConnectionString, _host.Name, settings: [("Encryption:CurrentKey", OtherKey), .. settings]);

    private Task<RedisValue> PayloadAsync(string key) => _raw.Database.HashGetAsync(KeyOf(key), "payload");

    private string KeyOf(string key) => $"queue:{{{_host.Name}}}:command:{_host.Queue.IdOf(QueueHost.Owner, key)}";
}
