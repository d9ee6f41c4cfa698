using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly.Registry;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Deadlines;
using Testing;

namespace ServiceDefaults.Tests.Monitoring;

/// <summary>A service with the default endpoints and a dependency "labs", whose circuit opens at 3 failures.</summary>
internal sealed class StatusServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StatusServer(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<StatusServer> StartAsync(
        TimeProvider time, string environment, Action<IEndpointConventionBuilder>? authorize = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);
        builder.AddServiceDefaults().AddDependencyPipeline("labs", DependencyKind.Worker, options =>
            (options.Retry.MaxAttempts, options.CircuitBreaker.FailureThreshold, options.RateLimit.Enabled) =
                (1, 3, false));
        var app = builder.Build();
        app.MapDefaultEndpoints(authorize);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public async Task FailAsync(int times)
    {
        var pipeline = Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("labs");
        for (var time = 0; time < times; time++)
        {
            await Assert.ThrowsAnyAsync<Exception>(
                () => pipeline.RunAsync<int>(_ => throw new TimeoutException(), "read"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await FakeClock.DisposeAsync(_app, _app.Services.GetRequiredService<TimeProvider>());
    }
}
