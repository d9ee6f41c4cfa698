using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Callers;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Tests.Http;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>
/// An in-memory service with inbound limits. One test header replaces authentication, another the address of the
/// connection.
/// </summary>
internal sealed class LimitedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ChangeableSettings _changes;
    private readonly CompletedResponses _completed;

    private LimitedServer(WebApplication app, ChangeableSettings changes, CompletedResponses completed) =>
        (_app, _changes, _completed, Client) = (app, changes, completed, app.GetTestClient());

    public HttpClient Client { get; }

    public FakeLogCollector Logs => _app.Services.GetFakeLogCollector();

    public static async Task<LimitedServer> StartAsync(
        TimeProvider time, Action<WebApplication>? map = null, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        var changes = new ChangeableSettings();
        ((IConfigurationBuilder)builder.Configuration).AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Add(changes);
        builder.Services.AddSingleton(time).AddHttpContextAccessor().AddSingleton<ICallerContext, TestCaller>();
        builder.AddServiceDefaults();
        builder.AddInboundLimits();
        var completed = CompletedResponses.AddTo(builder.Services);
        var app = builder.Build();
        app.Use(Connect);
        app.UseInboundLimits();
        app.MapDefaultEndpoints();
        app.MapGet("/", () => "hello");
        app.MapGet("/broken", IResult () => throw new InvalidOperationException("A defect."));
        app.MapGet("/missing", () => Results.NotFound());
        var batch = app.MapGroup("/batch").RequireInboundLimit(InboundLimitPolicies.Batch);
        batch.MapGet("/", () => "batch");
        batch.MapPost("/", () => "created").RequireInboundLimit(InboundLimitPolicies.BatchCreate);
        app.MapGet("/admin", () => "admin").RequireInboundLimit(InboundLimitPolicies.Admin);
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, changes, completed);
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public void Change(params (string Key, string? Value)[] settings) => _changes.Change(settings);

    /// <summary>
    /// Sends a request as a client of a tier, or from an address if there is no client, and waits until the server has
    /// completed it.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(
        string path = "/",
        string? client = "client",
        string tier = "standard",
        string? address = null,
        HttpMethod? method = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        foreach (var (name, value) in headers.Append(("Test-Client", client ?? "")).Append(("Test-Tier", tier))
            .Append(("Test-Address", address ?? "")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        await _completed.NextAsync();
        return response;
    }

    /// <summary>The number of requests that were not rejected.</summary>
    public static async Task<int> CountAllowedAsync(int requests, Func<Task<HttpResponseMessage>> send)
    {
        var allowed = 0;
        for (var request = 0; request < requests; request++)
        {
            using var response = await send();
            allowed += response.StatusCode == HttpStatusCode.TooManyRequests ? 0 : 1;
        }

        return allowed;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await FakeClock.DisposeAsync(_app, _app.Services.GetRequiredService<TimeProvider>());
        _completed.Dispose();
    }

    private static Task Connect(HttpContext http, RequestDelegate next)
    {
        if (IPAddress.TryParse(http.Request.Headers["Test-Address"], out var address))
        {
            http.Connection.RemoteIpAddress = address;
        }

        if (http.Request.Headers["Test-Client"] is [{ Length: > 0 } client])
        {
            http.User = new(new ClaimsIdentity([new(ClaimTypes.Name, client)], "test"));
        }

        return next(http);
    }

    private sealed class TestCaller(IHttpContextAccessor http) : ICallerContext
    {
        public string Client => http.HttpContext!.User.Identity!.Name!;

        public string Tenant => "tenant";

        public IReadOnlyCollection<string> Scopes => [];

        public string View => "";

        public string Tier => http.HttpContext!.Request.Headers["Test-Tier"].ToString();
    }
}
