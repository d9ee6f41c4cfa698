using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PatientGateway.Operations;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;
using StackExchange.Redis;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>A gateway with a queue and a stub API, whose circuit the test opens and closes.</summary>
internal sealed class QueueGateway : IAsyncDisposable
{
    private readonly HttpClient _caller;

    public QueueGateway(StubApi api, string? redis, params (string Key, string Value)[] settings)
    {
        Gateway = new Gateway(api) { Clock = TimeProvider.System, Replace = Redis.Replace };
        foreach (var (key, value) in ((string, string)[])
        [
            ("ConnectionStrings:redis", redis is null ? "127.0.0.1:1" : $"{redis},asyncTimeout=30000"),
            ("Encryption:CurrentKey", "the current payload secret of the tests!"),
            ("Encryption:NameKey", "the name secret of the tests, long enough"),
            ("Resilience:Pipelines:redis:AttemptTimeout:Duration", "00:00:20"),
            ("Resilience:Pipelines:redis:TotalTimeout:Duration", "00:00:20"),
            ("Queues:patient-writes:PollInterval", "00:00:00.05"),
            ("Queues:patient-writes:BaseDelay", "00:00:00.05"),
            .. settings,
        ])
        {
            Gateway.Settings[key] = value;
        }

        _caller = Gateway.CreateClient();
    }

    public Gateway Gateway { get; }

    public UnresponsiveRedis Redis { get; } = new();

    public bool IsConnected => Gateway.Services.GetRequiredService<IRedisClient>().IsConnected;

    public IQueueClient Queue => Gateway.Services.GetRequiredKeyedService<IQueueClient>(OperationsOptions.Queue);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a gateway with an empty queue.</summary>
    public static async Task<QueueGateway> StartAsync(
        StubApi api, RedisServer server, params (string Key, string Value)[] settings)
    {
        await using (var raw = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true"))
        {
            await raw.GetDatabase().ExecuteAsync("FLUSHDB");
        }

        var gateway = new QueueGateway(api, server.ConnectionString, settings);
        await Eventually.IsTrueAsync(() => gateway.IsConnected);
        return gateway;
    }

    /// <summary>Opens the circuit until <see cref="CloseCircuit"/> closes it.</summary>
    public void OpenCircuit() => Circuit().Isolate();

    public void CloseCircuit() => Circuit().Close();

    /// <summary>Sends a write. A replace has If-Match for any version, unless the test sets another.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? key = null,
        bool wait = true,
        string? body = Body.Ada,
        string? condition = "*",
        params (string Name, string Value)[] headers)
    {
        var ifMatch = method == HttpMethod.Put && !path.StartsWith("/by-external-id/", StringComparison.Ordinal)
            && headers.Length == 0 ? condition : null;
        using var request = new HttpRequestMessage(method, new Uri($"{Gateway.Patients}{path}", UriKind.Relative))
        {
            Content = body is null ? null : Samples.Json(body)
        };
        foreach (var (name, value) in ((string, string?)[])[
            ("Idempotency-Key", key), ("Prefer", wait ? "respond-async" : null), ("If-Match", ifMatch), .. headers
        ])
        {
            request.Headers.TryAddWithoutValidation(name, value is null ? [] : [value]);
        }

        return await _caller.SendAsync(request, Token);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _caller.GetAsync(new Uri(path, UriKind.Relative), Token);

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent? content = null) => _caller.PostAsync(
        new Uri(path, UriKind.Relative), content, Token);

    /// <summary>Sends a request without a body to any path.</summary>
    public async Task<HttpResponseMessage> SendToAsync(
        HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _caller.SendAsync(request, Token);
    }

    public Task<JsonElement> ReadAsync(Uri? operation) => _caller.GetFromJsonAsync<JsonElement>(operation, Token);

    /// <summary>Sends a write that must be accepted for later, and returns the address of its operation.</summary>
    public async Task<Uri> AcceptedAsync(HttpMethod method, string path, string? key = null, string? body = Body.Ada)
    {
        using var response = await SendAsync(method, path, key, body: body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return response.Headers.Location!;
    }

    public async Task<JsonElement> EndAsync(Uri operation, string state)
    {
        JsonElement last = default;
        await Eventually.IsTrueAsync(
            async () => (last = await ReadAsync(operation)).GetProperty("state").GetString() == state);
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await Gateway.DisposeAsync();
    }

    private CircuitBreaker Circuit() =>
        Gateway.Services.GetRequiredService<DependencyStateRegistry>().TryGet("patient-api", out var state)
            ? state.CircuitBreaker
            : throw new InvalidOperationException("There is no circuit.");
}

/// <summary>Patients as callers send them.</summary>
internal static class Body
{
    public const string Ada =
        """{ "externalId":"x-1", "firstName":"Ada",  "lastName":"Lovelace", "birthDate":"1915-12-10" }""";
}
