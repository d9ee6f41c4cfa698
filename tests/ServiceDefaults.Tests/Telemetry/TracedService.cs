using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Http;

namespace ServiceDefaults.Tests.Telemetry;

/// <summary>A service on a real socket that calls itself, and its log as an exporter gets it.</summary>
internal sealed class TracedService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LogRecorder _logs;

    private TracedService(WebApplication app, LogRecorder logs)
    {
        (_app, _logs) = (app, logs);
        // The client creates no spans of its own, which would replace the trace of the test.
        Client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new(app.Urls.Single())
        };
    }

    public HttpClient Client { get; }

    public IReadOnlyCollection<string> Logs => _logs.Lines;

    public static async Task<TracedService> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var logs = new LogRecorder();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.Configure<OpenTelemetryLoggerOptions>(options => options.AddProcessor(logs));
        builder.Services.AddHttpClient("any");
        builder.AddResilientHttpClient<OtherClient>(OtherClient.Name);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapGet("/people/{id}", (string id) => TypedResults.Ok(id));
        app.MapGet("/people/{id}/failure", string (string id) => throw new InvalidOperationException("A defect."));
        app.MapGet("/relayed/{id}", (string id, HttpContext http, OtherClient other, IHttpClientFactory clients) =>
            CallAsync(id, http, other, clients));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, logs);
    }

    public async Task<int> GetAsync(string path, string parent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { { "traceparent", parent }, { "User-Agent", PrivateTelemetryTests.Canary } },
        };
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<IResult> CallAsync(
        string id, HttpContext http, OtherClient other, IHttpClientFactory clients)
    {
        var address = new UriBuilder(
            http.Request.Scheme,
            http.Request.Host.Host,
            http.Request.Host.Port!.Value,
            $"/people/{id}",
            $"?name={id}").Uri;
        using var named = new HttpRequestMessage(HttpMethod.Get, address);
        named.SetOperation("get_person");
        using var first = await other.Http.SendAsync(named, http.RequestAborted);
        using var plain = clients.CreateClient("any");
        using var second = await plain.GetAsync(address, http.RequestAborted);
        return TypedResults.StatusCode((int)second.StatusCode);
    }

    private sealed class LogRecorder : BaseProcessor<LogRecord>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public override void OnEnd(LogRecord data)
        {
            var line = new List<string>
            {
                $"{data.CategoryName} {data.TraceId} {data.FormattedMessage} {data.Exception}"
            };
            line.AddRange((data.Attributes ?? []).Select(pair => $"{pair.Key}={pair.Value}"));
            data.ForEachScope(static (scope, parts) => parts.Add($"{scope.Scope}"), line);
            _lines.Enqueue(string.Join('\n', line));
        }
    }
}
