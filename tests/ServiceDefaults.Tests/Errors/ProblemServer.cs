using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

/// <summary>A service with <c>AddErrors</c> and one endpoint, in memory, and what it logs.</summary>
internal sealed class ProblemServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProblemServer(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public HttpClient Client { get; }

    public IReadOnlyList<FakeLogRecord> Logs => _app.Services.GetFakeLogCollector().GetSnapshot();

    public static Task<ProblemServer> ThrowingAsync(Exception exception, string environment = "Production") =>
        StartAsync(app => app.Map("/", IResult () => throw exception), environment: environment);

    public static async Task<ProblemServer> StartAsync(
        Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null, string environment = "Production")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Debug);
        builder.AddErrors();
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path = "/")
    {
        using var request = new HttpRequestMessage(method, path);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<JsonElement> ProblemOfAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
