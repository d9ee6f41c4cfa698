using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>
/// One of several processes with a queue: a started host, whose queue has a unique name unless the test sets one.
/// </summary>
internal sealed class QueueHost : IAsyncDisposable
{
    public const string CurrentKey = "the current payload secret of the tests!";

    public static readonly CommandOwner Owner = new("tenant", "client");

    private readonly PipelineHost _host;

    private QueueHost(PipelineHost host, string name) => (_host, Name) = (host, name);

    public string Name { get; }

    public PipelineHost Host => _host;

    public IRedisClient Redis => _host.Get<IRedisClient>();

    public IQueueClient Queue => _host.Services.GetRequiredKeyedService<IQueueClient>(Name);

    public IQueueConsumer Leases => _host.Services.GetRequiredKeyedService<IQueueConsumer>(Name);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a process with a queue, and waits for the connection.</summary>
    public static async Task<QueueHost> StartAsync(
        string? redis,
        string? name = null,
        Action<IHostApplicationBuilder, string>? add = null,
        params (string Key, string Value)[] settings)
    {
        var host = await StartAloneAsync(redis, name, add, settings);
        await Eventually.IsTrueAsync(() => host.Redis.IsConnected);
        return host;
    }

    /// <summary>
    /// Starts a process that may find no Redis server. Settings are those of the queue, unless their key has a colon.
    /// </summary>
    public static async Task<QueueHost> StartAloneAsync(
        string? redis,
        string? name = null,
        Action<IHostApplicationBuilder, string>? add = null,
        params (string Key, string Value)[] settings)
    {
        name ??= $"queue-{Guid.NewGuid():N}";
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            // So that an acknowledgement does not time out on a busy machine.
            ["ConnectionStrings:redis"] = redis is null ? null : $"{redis},asyncTimeout=30000",
            ["Encryption:CurrentKey"] = CurrentKey,
            ["Encryption:NameKey"] = "the name secret of the tests, long enough",
            ["Resilience:Pipelines:redis:AttemptTimeout:Duration"] = "00:00:30",
            ["Resilience:Pipelines:redis:TotalTimeout:Duration"] = "00:00:30",
            [$"Queues:{name}:BaseDelay"] = "00:00:00",
        };
        foreach (var (key, value) in settings)
        {
            all[key.Contains(':', StringComparison.Ordinal) ? key : $"Queues:{name}:{key}"] = value;
        }

        var host = new PipelineHost(
            builder =>
            {
                builder.AddReliableQueue(name);
                add?.Invoke(builder, name);
            },
            all);
        await host.Host.StartAsync(Token);
        return new(host, name);
    }

    public static QueuedCommand Command(string key, params string[] groupKeys) => new(
        Owner,
        key,
        SHA256.HashData(Encoding.UTF8.GetBytes(key)),
        groupKeys.Length == 0 ? [key] : groupKeys,
        Encoding.UTF8.GetBytes(key));

    public Task<EnqueueResult> EnqueueAsync(string key, params string[] groupKeys) =>
        Queue.EnqueueAsync(Command(key, groupKeys), Token).AsTask();

    public async Task<EnqueueOutcome> OutcomeAsync(string key, params string[] groupKeys) =>
        (await EnqueueAsync(key, groupKeys)).Outcome;

    public Task<QueueLease?> ClaimAsync() => Leases.ClaimAsync(Token).AsTask();

    /// <summary>Claims the next command and returns its key, or <see langword="null"/>.</summary>
    public async Task<string?> ClaimKeyAsync() => KeyOf(await ClaimAsync());

    public Task<CommandState?> SettleAsync(QueueLease? lease, Delivery delivery) =>
        Leases.SettleAsync(lease!, delivery, Token).AsTask();

    /// <summary>Delivers the next command.</summary>
    public async Task<string?> DeliverAsync()
    {
        var lease = await ClaimAsync();
        return lease is not null
            && await SettleAsync(lease, Delivery.Succeed()) == CommandState.Succeeded ? KeyOf(lease) : null;
    }

    public Task<CommandStatus?> FindAsync(string key) => Queue.FindAsync(Queue.IdOf(Owner, key), Owner, Token).AsTask();

    public async Task<CommandState?> StateAsync(string key) => (await FindAsync(key))?.State;

    public async Task<bool> IsPendingAsync(params string[] groupKeys) =>
        (await PeekAsync("another", groupKeys)).IsBehind;

    public Task<QueuePosition> PeekAsync(string key, params string[] groupKeys) =>
        Queue.PeekAsync(Owner, key, groupKeys, Token).AsTask();

    public MetricCollector<long> Count(string metric) => new(
        _host.Get<IMeterFactory>(), QueueMetrics.MeterName, metric);

    public static string? KeyOf(QueueLease? lease) =>
        lease is null ? null : Encoding.UTF8.GetString(lease.Payload.Span);

    public async ValueTask DisposeAsync() => await _host.EndAsync();
}
