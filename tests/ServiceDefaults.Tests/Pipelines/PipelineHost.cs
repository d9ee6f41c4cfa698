using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Polly;
using Polly.Registry;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>A host with the service defaults and nothing else, whose settings can be changed while it lives.</summary>
internal sealed class PipelineHost : IDisposable
{
    private readonly WebApplication _app;

    public PipelineHost(Action<IHostApplicationBuilder> add, Dictionary<string, string?>? settings = null, string environment = "Test", TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddServiceDefaults();
        add(builder);
        _app = builder.Build();
    }

    public IServiceProvider Services => _app.Services;

    public FakeLogCollector Logs => Services.GetRequiredService<FakeLogCollector>();

    public IHost Host => _app;

    public ResiliencePipeline Pipeline(string name) => Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline(name);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Changes settings as a file that was saved would.</summary>
    public void Change(params (string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            _app.Configuration[key] = value;
        }

        ((IConfigurationRoot)_app.Configuration).Reload();
    }

    public void Dispose() => ((IDisposable)_app).Dispose();
}
