using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using ServiceDefaults.Events;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Events;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Http;

/// <summary>
/// HTTP_PROXY and HTTPS_PROXY of a machine are not meant for calls between services: a proxy would see whole bodies.
/// Each client is also tested with the setting that follows them, which proves that the test can fail.
/// </summary>
public sealed class AmbientProxyTests
{
    private const string Plain = "plain";

    // No process listens here: the connection is refused after the handler has queried the proxy.
    private readonly Uri _address = UnusedAddress();

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    [InlineData("true")]
    public async Task ResilientClient_OfADependency_FollowsTheEnvironmentOnlyIfConfigured(string? setting)
    {
        using var host = Host(setting);

        await SendAsync(host.Get<Client>().Http);

        Assert.Equal(setting == "true", AmbientProxy.WasAskedFor(_address));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task ResilientClient_OfAWorker_FollowsTheEnvironmentOnlyIfConfigured(string? setting)
    {
        using var host = Host(setting);

        await SendAsync(host.Get<WorkerClient>().Http);

        Assert.Equal(setting == "true", AmbientProxy.WasAskedFor(_address));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task PlainClient_OfTheFactory_FollowsTheEnvironmentOnlyIfConfigured(string? setting)
    {
        using var host = Host(setting);
        using var client = host.Get<IHttpClientFactory>().CreateClient(Plain);

        await SendAsync(client);

        Assert.Equal(setting == "true", AmbientProxy.WasAskedFor(_address));
    }

    [Fact]
    public async Task PlainClient_WithAProxySetInCode_UsesIt()
    {
        using var host = Host(setting: null, builder =>
            builder.Services.AddHttpClient(Plain).UseSocketsHttpHandler((sockets, _) => sockets.UseProxy = true));
        using var client = host.Get<IHttpClientFactory>().CreateClient(Plain);

        await SendAsync(client);

        Assert.True(AmbientProxy.WasAskedFor(_address));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task HealthProbe_OfADependency_FollowsTheEnvironmentOnlyIfConfigured(string? setting)
    {
        var listener = new RecordingListener();
        using var host = Host(
            setting,
            listener.AddTo,
            ("Resilience:Pipelines:thing:HealthProbe:Enabled", "true"),
            ("Resilience:Pipelines:thing:HealthProbe:Interval", "00:00:00.010"),
            ("Resilience:Pipelines:thing:HealthProbe:FailureThreshold", "1"));
        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.IsTrueAsync(() => listener.Of<HealthChanged>().Any());

        Assert.Equal(setting == "true", AmbientProxy.WasAskedFor(_address));
        await host.Host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("grpc", null)]
    [InlineData("grpc", "true")]
    [InlineData("http/protobuf", null)]
    [InlineData("http/protobuf", "true")]
    public void OtlpExporter_OfEitherProtocol_FollowsTheEnvironmentOnlyIfConfigured(
        string protocol, string? setting)
    {
        using var host = Host(
            setting,
            add: null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _address.ToString()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol));
        var tracing = host.Get<TracerProvider>();
        using var source = new ActivitySource(host.Get<IHostEnvironment>().ApplicationName);
        source.StartActivity("exported")!.Dispose();

        tracing.ForceFlush();

        Assert.Equal(setting == "true", AmbientProxy.WasAskedFor(_address));
    }

    /// <summary>No setting changes it: the reports are only for the console.</summary>
    [Fact]
    public async Task StatusReporter_OfAnyProcess_NeverFollowsTheEnvironment()
    {
        using var console = new TcpListener(IPAddress.Loopback, 0);
        console.Start();
        var address = new Uri($"http://{console.LocalEndpoint}/reports");
        using var host = Host(
            "true",
            add: null,
            ("Reporting:Endpoint", address.ToString()),
            ("Reporting:Key", "a key of the reports that is long enough"));
        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        using var report = await console.AcceptSocketAsync(TestContext.Current.CancellationToken);

        Assert.False(AmbientProxy.WasAskedFor(address));
        await host.Host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Uri UnusedAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}");
    }

    private PipelineHost Host(
        string? setting, Action<IHostApplicationBuilder>? add = null, params (string Key, string Value)[] more) => new(
        builder =>
        {
            builder.AddResilientHttpClient<Client>("thing", options => options.Retry.Enabled = false);
            builder.AddResilientHttpClient<WorkerClient>(
                "worker", options => options.Retry.Enabled = false, DependencyKind.Worker, "thing");
            builder.Services.AddHttpClient(Plain, client => client.BaseAddress = _address);
            add?.Invoke(builder);
        },
        new Dictionary<string, string?>(
            more.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)), StringComparer.Ordinal)
        {
            ["services:thing:http:0"] = _address.ToString(),
            ["Resilience:Http:UseProxy"] = setting,
        });

    private static async Task SendAsync(HttpClient client) =>
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));

    private sealed class Client(HttpClient http)
    {
        public HttpClient Http => http;
    }

    private sealed class WorkerClient(HttpClient http)
    {
        public HttpClient Http => http;
    }
}
