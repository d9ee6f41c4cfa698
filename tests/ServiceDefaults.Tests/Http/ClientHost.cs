using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Events;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Http;

/// <summary>A host with a client of one scripted dependency, "records". Its retries have no delay.</summary>
internal sealed class ClientHost : IDisposable
{
    public const string Name = "records";

    private readonly PipelineHost _host;

    public ClientHost(
        ScriptedHandler dependency,
        Action<DependencyOptions>? configure = null,
        TimeProvider? time = null,
        Action<IHostApplicationBuilder>? add = null) => _host = new(
        builder =>
        {
            ((WebApplicationBuilder)builder).WebHost.UseTestServer();
            builder.AddResilientHttpClient<RecordsClient>(Name, options =>
            {
                options.Retry.BaseDelay = TimeSpan.Zero;
                configure?.Invoke(options);
            }).ConfigurePrimaryHttpMessageHandler(() => dependency);
            Listener.AddTo(builder);
            add?.Invoke(builder);
        },
        time: time);

    public HttpClient Client => Get<RecordsClient>().Http;

    public RecordingListener Listener { get; } = new();

    public IHost Host => _host.Host;

    public PipelineHost Pipelines => _host;

    public CircuitBreaker Circuit => _host.State(Name).CircuitBreaker;

    public T Get<T>() where T : notnull => _host.Get<T>();

    public Task<HttpResponseMessage> GetAsync() => SendAsync(HttpMethod.Get);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Action<HttpRequestMessage>? prepare = null)
    {
        using var request = new HttpRequestMessage(method, "/things");
        prepare?.Invoke(request);
        return await Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _host.Dispose();

    internal sealed class RecordsClient(HttpClient http)
    {
        public HttpClient Http => http;
    }
}
