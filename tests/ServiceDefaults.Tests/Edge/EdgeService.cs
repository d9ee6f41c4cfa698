using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Edge;

namespace ServiceDefaults.Tests.Edge;

/// <summary>
/// An edge service on a real socket, whose route returns what the middleware has left of the request.
/// </summary>
internal sealed class EdgeService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _release;

    private EdgeService(WebApplication app, TaskCompletionSource release)
    {
        (_app, _release) = (app, release);
        // The client creates no spans of its own, whose trace would otherwise be propagated.
        Client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new(app.Urls.Single())
        };
    }

    public HttpClient Client { get; }

    public static async Task<EdgeService> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddServiceDefaults();
        builder.AddEdge();
        var app = builder.Build();
        app.MapGet("/", (HttpContext http) => new Seen(
            http.Connection.RemoteIpAddress!.ToString(),
            Activity.Current!.TraceId.ToString(),
            [.. Activity.Current.Baggage.Select(item => item.Key)],
            [.. http.Request.Headers.Keys]));
        app.MapGet("/failure", string () => throw new InvalidOperationException("A defect."));
        app.MapGet("/page", () => TypedResults.Content("<p>page</p>", "text/html"));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.MapGet("/held", async (CancellationToken aborted) => await release.Task.WaitAsync(aborted));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, release);
    }

    /// <summary>Completes the requests of <c>/held</c>.</summary>
    public void Release() => _release.TrySetResult();

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
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed record Seen(string Address, string TraceId, string[] Baggage, string[] Headers);
}
