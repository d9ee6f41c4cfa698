using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Shedding;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Shedding;

/// <summary>A service whose requests wait until a test opens the gate. A header replaces authentication.</summary>
internal sealed class SheddingServer : IAsyncDisposable
{
    public const string Caller = "Test-Client";

    private readonly WebApplication _app;

    private SheddingServer(WebApplication app) => _app = app;

    public HttpClient Client => field ??= _app.GetTestClient();

    public Gate Gate { get; } = new();

    public LoadSheddingStatistics Statistics => (LoadSheddingStatistics)_app.Services
        .GetRequiredService<IResilienceMonitor>().GetStatus().Sections["loadShedding"];

    public static async Task<SheddingServer> StartAsync(
        bool trustCallers = false, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.AddServiceDefaults();
        var app = builder.Build();
        var server = new SheddingServer(app);
        app.Use(Authenticate);
        app.UseLoadShedding(trustCallers);
        app.MapDefaultEndpoints();
        app.MapGet("/", server.WaitAsync);
        var batch = app.MapGroup("/batch").WithCriticality(Criticality.Batch);
        batch.MapGet("/", server.WaitAsync);
        batch.MapGet("/critical", server.WaitAsync).WithCriticality(Criticality.Critical);
        app.MapGet("/admin", server.WaitAsync).WithCriticality(Criticality.Admin);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        await Gate.PassAsync(cancellationToken);
        return Criticality.Current ?? "none";
    }

    private static Task Authenticate(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers[Caller] is [{ Length: > 0 } client])
        {
            http.User = new(new ClaimsIdentity([new(ClaimTypes.Name, client)], "test"));
        }

        return next(http);
    }
}
