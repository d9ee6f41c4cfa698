using System.Net;
using Microsoft.AspNetCore.Http;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Observability;

/// <summary>
/// A gateway in a process of its own with a real Redis, and a real Prometheus with the configuration of the repository
/// that scrapes it each second. The API knows one patient, and is otherwise unavailable.
/// </summary>
internal sealed class ScrapedGateway : IAsyncDisposable
{
    private const string Key = "the key of the scraper in these tests";

    private readonly TemporaryFolder _folder = new();
    private KestrelApi? _api;
    private RunningService? _gateway;
    private PrometheusServer? _prometheus;

    public PrometheusServer Prometheus => _prometheus!;

    public HttpClient Caller { get; private set; } = null!;

    public HttpClient Stranger { get; private set; } = null!;

    public static async Task<ScrapedGateway> StartAsync(RedisServer redis)
    {
        var system = new ScrapedGateway();
        system._api = await KestrelApi.StartAsync(RespondAsync);
        system._gateway = await RunningService.StartAsync(
            "PatientGateway.dll", system.SettingsOf(system._api.Address, redis));
        system.Caller = new HttpClient { BaseAddress = system._gateway.Address }.WithKey();
        system.Stranger = new() { BaseAddress = system._gateway.Address };
        system._prometheus = await PrometheusServer.StartAsync(
            await system.ConfigureAsync(system._gateway.Address.Authority));
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        Caller?.Dispose();
        Stranger?.Dispose();
        await (_prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_api?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    private static Task RespondAsync(HttpContext context)
    {
        if (!context.Request.Path.Value!.EndsWith(Samples.Id, StringComparison.Ordinal))
        {
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Samples.Patient, context.RequestAborted);
    }

    private Dictionary<string, string?> SettingsOf(Uri api, RedisServer redis) => new(
        Credentials.Settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["services:patient-api:http:0"] = api.ToString(),
        ["services:patient-api-readonly:http:0"] = api.ToString(),
        ["Drain:Grace"] = "00:00:00",
        ["Audit:Folder"] = Path.Combine(_folder.Path, "audit"),
        ["ConnectionStrings:redis"] = redis.ConnectionString,
        ["Encryption:CurrentKey"] = "the current payload secret of the tests!",
        ["Encryption:NameKey"] = "the name secret of the tests, long enough",
        ["InboundLimits:Tiers:anonymous:Windows:minute:Permits"] = "1",
        ["Telemetry:Prometheus:Enabled"] = "true",
        ["Telemetry:Prometheus:Key"] = Key,
    };

    // The files of the repository, with these addresses and short intervals.
    private async Task<string> ConfigureAsync(string gateway)
    {
        var (source, token) = (
            Path.Combine(Repository.Root, "deploy", "observability"), TestContext.Current.CancellationToken);
        var rules = Directory.CreateDirectory(Path.Combine(_folder.Path, "rules")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(source, "rules")))
        {
            var text = await File.ReadAllTextAsync(file, token);
            await File.WriteAllTextAsync(
                Path.Combine(rules, Path.GetFileName(file)),
                text.Replace("interval: 5m", "interval: 1s", StringComparison.Ordinal),
                token);
        }

        var key = Path.Combine(_folder.Path, "scrape-key");
        await File.WriteAllTextAsync(key, Key, token);
        var configuration = Path.Combine(_folder.Path, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            (await File.ReadAllTextAsync(Path.Combine(source, "prometheus.yml"), token))
                .Replace("15s", "1s", StringComparison.Ordinal)
                .Replace("/etc/prometheus/scrape-key", key, StringComparison.Ordinal)
                .Replace("\"patient-gateway:8080\"", $"\"{gateway}\"", StringComparison.Ordinal)
                // Not part of this test: no server listens there.
                .Replace("\"patient-api:8080\"", "\"127.0.0.1:9\"", StringComparison.Ordinal)
                .Replace("\"patient-api-readonly:8080\"", "\"127.0.0.1:9\"", StringComparison.Ordinal),
            token);
        return configuration;
    }
}
