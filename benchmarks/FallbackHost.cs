using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Fallback;
using ServiceDefaults.Redis;

namespace Benchmarks;

/// <summary>A started host with one operation over a primary that answers with a record of 1.5 KB, or fails.</summary>
internal sealed class FallbackHost : IAsyncDisposable
{
    public const int RecordBytes = 1500;

    private const string Name = "find";
    private const string RedisVariable = "ConnectionStrings__redis";

    private readonly WebApplication _host;

    private FallbackHost(WebApplication host) =>
        (_host, Operation) = (host, host.Services.GetRequiredKeyedService<IFallbackOperation<int, string?>>(Name));

    public Primary Primary => _host.Services.GetRequiredService<Primary>();

    public IFallbackOperation<int, string?> Operation { get; }

    public static Task<FallbackHost> InMemoryAsync(params (string Key, string Value)[] settings) =>
        StartAsync(redis: null, settings);

    /// <summary>With the Redis that the environment names.</summary>
    /// <exception cref="InvalidOperationException">It names none.</exception>
    public static Task<FallbackHost> WithRedisAsync(params (string Key, string Value)[] settings) => StartAsync(
        Environment.GetEnvironmentVariable(RedisVariable) ?? throw new InvalidOperationException(
            $"Start redis-server, valkey-server or Garnet, and set {RedisVariable}=127.0.0.1:6379."),
        settings);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private static async Task<FallbackHost> StartAsync(string? redis, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
            StringComparer.Ordinal)
        {
            ["ConnectionStrings:redis"] = redis,
            ["Encryption:CurrentKey"] = "a secret of the benchmarks, 32 or more",
            ["Encryption:NameKey"] = "a secret of the benchmarks, 32 or more",
            ["Caching:WriteQueueLimit"] = "1000000",
            // The hosts have no callers to wait for when they stop.
            ["Drain:Grace"] = "00:00:00",
        });
        builder.AddServiceDefaults();
        builder.Services.AddSingleton<Primary>();
        builder.AddFallback<int, string?>(Name, operation => operation
            .FromPrimary<Primary>((primary, _, _) => primary.GetAsync())
            .WithCacheTag(id => new CacheTag("record", id.ToString(CultureInfo.InvariantCulture)))
            .ThenCache(
                new JsonResultSerializer<string>(_ => builder.Configuration["version"] ?? Primary.NextVersion())));
        var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IRedisClient>();
        while (client.IsConfigured && !client.IsConnected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return new(host);
    }
}

/// <summary>What is asked first.</summary>
internal sealed class Primary
{
    private static readonly HttpRequestException Away = new("away");
    private static readonly string Record = new StringBuilder().Append('x', FallbackHost.RecordBytes).ToString();

    private static int _version;

    public bool Fails { get; set; }

    public TimeSpan Delay { get; set; }

    public static string NextVersion() => Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);

    public async Task<string?> GetAsync()
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay);
        }
        else
        {
            await Task.Yield();
        }

        return Fails ? throw Away : Record;
    }
}
