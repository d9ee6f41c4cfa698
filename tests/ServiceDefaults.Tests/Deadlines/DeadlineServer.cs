using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Deadlines;

/// <summary>A service on one real connection, and what its endpoint observed.</summary>
internal sealed class DeadlineServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DeadlineServer(WebApplication app)
    {
        _app = app;
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = new(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public List<Seen> Requests { get; } = [];

    public static async Task<DeadlineServer> StartAsync(bool isEdge = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            [new($"{DeadlineOptions.Section}:{nameof(DeadlineOptions.IsEdge)}", isEdge.ToString())]);
        builder.AddErrors().AddDeadlines();
        var app = builder.Build();
        DeadlineServer? server = null;
        app.MapGet("/", (HttpContext context) => server!.Requests.Add(Seen.In(context)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new(app);
    }

    public async Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>What an endpoint can read about its caller.</summary>
    internal sealed record Seen(string Connection, bool HasDeadline, TimeSpan Remaining, int Attempt, bool IsRetry)
    {
        public static Seen In(HttpContext context) => RequestDeadline.Current is { } deadline
            ? new(context.Connection.Id, true, deadline.Remaining, deadline.Attempt, deadline.IsRetry)
            : new(context.Connection.Id, false, TimeSpan.MaxValue, 0, false);
    }
}
