using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Redis;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Redis;

/// <summary>A started host with a connection string of Redis, and its log.</summary>
internal sealed class RedisHost : IAsyncDisposable
{
    private readonly PipelineHost _host;

    private RedisHost(PipelineHost host) => _host = host;

    public IRedisClient Redis => _host.Get<IRedisClient>();

    /// <summary>The log lines of the connection, oldest first.</summary>
    public IReadOnlyList<FakeLogRecord> Said => [.. _host.Logs.GetSnapshot()
        .Where(entry => entry.Category?.Contains("Redis", StringComparison.Ordinal) == true)];

    /// <summary>All log lines of level warning or above.</summary>
    public IReadOnlyList<FakeLogRecord> Warnings =>
        [.. _host.Logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Warning)];

    public static Task<RedisHost> StartAsync(string? connectionString, params (string Key, string Value)[] settings) =>
        StartAsync(connectionString, _ => { }, settings);

    public static async Task<RedisHost> StartAsync(
        string? connectionString, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(
            setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal);
        all["ConnectionStrings:redis"] = connectionString;
        var host = new PipelineHost(builder => configure(builder.AddRedis().Services), all);
        await host.Host.StartAsync(TestContext.Current.CancellationToken);
        return new(host);
    }

    public async Task<RedisHost> ConnectedAsync()
    {
        await Eventually.IsTrueAsync(() => Redis.IsConnected);
        return this;
    }

    public async Task<HealthStatus> HealthAsync() =>
        (await _host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Status;

    /// <summary>Writes a key and reads it back.</summary>
    public Task<bool> EchoAsync() => Redis.ExecuteAsync(
        "echo",
        static async (database, value) => await database.StringSetAsync("echo", value)
            && await database.StringGetAsync("echo") == value,
        "hello",
        TestContext.Current.CancellationToken).AsTask();

    public async ValueTask DisposeAsync() => await _host.EndAsync();
}
