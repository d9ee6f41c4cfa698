using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ServiceDefaults.Events;
using ServiceDefaults.Health;
using ServiceDefaults.Tests.Events;
using ServiceDefaults.Tests.Timeouts;
using Testing;

namespace ServiceDefaults.Tests.Health;

/// <summary>A service whose checks return what the test says, on a fake clock.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    // Durations for which nothing else in the host waits.
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(31);
    public static readonly TimeSpan StartPeriod = TimeSpan.FromMilliseconds(333);
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(7);

    private readonly WebApplication _app;

    private HealthServer(WebApplication app, WatchedTimeProvider time, RecordingListener listener) =>
        (_app, Time, Listener, Client) = (app, time, listener, app.GetTestClient());

    public HttpClient Client { get; }

    public WatchedTimeProvider Time { get; }

    public RecordingListener Listener { get; }

    public WebApplication Host => _app;

    public IServiceHealth Health => _app.Services.GetRequiredService<IServiceHealth>();

    public FakeLogCollector Logs => _app.Services.GetRequiredService<FakeLogCollector>();

    private int Checks => _app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>()
        .Value.Registrations.Count;

    public static async Task<HealthServer> StartAsync(
        Action<IHostApplicationBuilder> add,
        string environment = "Test",
        Action<IEndpointConventionBuilder>? authorize = null,
        Action<WebApplication>? map = null,
        params (string Key, string Value)[] settings)
    {
        var (time, listener) = (new WatchedTimeProvider(), new RecordingListener());
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Health:Period"] = $"{Period}",
            ["Health:StartPeriod"] = $"{StartPeriod}",
            ["Health:Timeout"] = $"{Timeout}",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IResilienceListener>(listener);
        builder.AddServiceDefaults();
        add(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints(authorize);
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, time, listener);
    }

    /// <summary>Waits until every check waits for its next run; some of them may not have succeeded yet.</summary>
    public async Task SettleAsync(int starting = 0)
    {
        for (var check = 0; check < Checks - starting; check++)
        {
            await Time.SeeWaitAsync(Period);
        }

        for (var check = 0; check < starting; check++)
        {
            await Time.SeeWaitAsync(StartPeriod);
        }
    }

    /// <summary>Runs each check that many times, once a period.</summary>
    public async Task RunAsync(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            Time.Advance(Period);
            await SettleAsync();
        }
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await FakeClock.DisposeAsync(_app, _app.Services.GetRequiredService<TimeProvider>());
    }
}
