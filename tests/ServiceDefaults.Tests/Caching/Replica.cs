using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Redis;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>One of several processes that cache responses: a started host, with a Redis or without.</summary>
internal sealed class Replica : IAsyncDisposable
{
    public const string CurrentKey = "the current payload secret of the tests!";

    public static readonly TimeSpan MaxStale = TimeSpan.FromMinutes(5);

    /// <summary>The default settings, for tests of a Redis that does not respond.</summary>
    public static readonly (string Key, string Value)[] DefaultTimeouts =
        [(TotalTimeout, "00:00:01"), (AttemptTimeout, "00:00:00.500")];

    private const string TotalTimeout = "Resilience:Kinds:Cache:TotalTimeout:Duration";
    private const string AttemptTimeout = "Resilience:Kinds:Cache:AttemptTimeout:Duration";

    private readonly PipelineHost _host;

    private Replica(PipelineHost host) => _host = host;

    public IFallbackCache Cache => _host.Get<IFallbackCache>();

    public IRedisClient Redis => _host.Get<IRedisClient>();

    public PipelineHost Host => _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string AllTag => Cache.NameOf("all", "customer");

    /// <summary>Starts a replica; with a server it waits for the connection.</summary>
    public static async Task<Replica> StartAsync(
        string? redis = null, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var replica = await StartAloneAsync(redis, time, settings);
        await Eventually.IsTrueAsync(() => redis is null || replica.Redis.IsConnected);
        return replica;
    }

    /// <summary>Starts a replica that may find no Redis server.</summary>
    public static async Task<Replica> StartAloneAsync(
        string? redis = null, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:redis"] = redis,
            ["Encryption:CurrentKey"] = CurrentKey,
            ["Encryption:NameKey"] = "the name secret of the tests, long enough",

            // Longer than the defaults: on a busy machine a lookup would time out.
            [TotalTimeout] = "00:00:30",
            [AttemptTimeout] = "00:00:25",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var host = new PipelineHost(builder => builder.AddCaching(), all, time: time);
        await host.Host.StartAsync(Token);
        return new(host);
    }

    public string Tag(string id) => Cache.NameOf("one", "customer", id);

    public CachedResponseKey Key(string id) => new(Tag(id), Cache.NameOf("answer", id));

    public void Store(
        string id, DateTimeOffset asOf, string payload, string? version = null, params string[] aliases) =>
        Cache.Store(
            Key(id), new(asOf, version, [.. aliases.Select(Tag)], Encoding.UTF8.GetBytes(payload)), MaxStale);

    public async Task<CacheLookup> GetAsync(string id) => await Cache.GetAsync(Key(id), MaxStale, AllTag, Token);

    public async Task<string?> GetTextAsync(string id) =>
        (await GetAsync(id)).Response is { } response ? Encoding.UTF8.GetString(response.Payload.Span) : null;

    public Task InvalidateAsync(string id, InvalidationKind change = InvalidationKind.Changed) =>
        Cache.InvalidateAsync([Tag(id)], change, Token).AsTask();

    public Task InvalidateAllAsync() => Cache.InvalidateAsync([AllTag], InvalidationKind.Changed, Token).AsTask();

    public MetricCollector<long> Count(string metric) => new(
        _host.Get<IMeterFactory>(), CachingMetrics.MeterName, metric);

    public async ValueTask DisposeAsync() => await _host.EndAsync();
}
