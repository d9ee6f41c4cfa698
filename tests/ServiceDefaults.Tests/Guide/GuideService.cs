using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Tests.Http;
using Testing;

namespace ServiceDefaults.Tests.Guide;

/// <summary>
/// A service between its callers and a dependency "labs", whose address is unreachable or whose responses are scripted.
/// </summary>
internal sealed class GuideService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GuideService(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<GuideService> StartAsync(
        HttpMessageHandler dependency, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);
        builder.Configuration.AddInMemoryCollection(settings
            .Append(("Retry:BaseDelay", "00:00:00"))
            .Select(pair => KeyValuePair.Create(
                $"Resilience:Pipelines:{OtherClient.Name}:{pair.Item1}", (string?)pair.Item2)));
        builder.AddServiceDefaults();
        OtherClient.AddTo(builder, dependency);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/results", async (OtherClient labs, CancellationToken cancellationToken) =>
            await labs.Http.GetStringAsync(new Uri("/results", UriKind.Relative), cancellationToken));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public Task<HttpResponseMessage> GetAsync() => Client.GetAsync(
        new Uri("/results", UriKind.Relative), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await FakeClock.DisposeAsync(_app, _app.Services.GetRequiredService<TimeProvider>());
    }
}
