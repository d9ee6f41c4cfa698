using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Polly;
using Polly.Registry;
using ServiceDefaults.Dependencies;
using Testing;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>A host with the service defaults only, whose settings can be changed while it runs.</summary>
internal sealed class PipelineHost : IDisposable, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ChangeableSettings _changes = new();
    private readonly TimeProvider _time;

    public PipelineHost(
        Action<IHostApplicationBuilder> add,
        Dictionary<string, string?>? settings = null,
        string environment = "Test",
        TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        // So that concurrent hosts do not use the same port.
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        ((IConfigurationBuilder)builder.Configuration)
            // A duration for which no test waits: otherwise a test on a fake clock would mistake a health check for
            // what it waits for.
            .AddInMemoryCollection([new("Health:Period", "00:59:00")])
            .AddInMemoryCollection(settings ?? []).Add(_changes);
        _time = time ?? TimeProvider.System;
        builder.Services.AddSingleton(_time);
        builder.AddServiceDefaults();
        add(builder);
        _app = builder.Build();
    }

    public IServiceProvider Services => _app.Services;

    public FakeLogCollector Logs => Services.GetRequiredService<FakeLogCollector>();

    public IHost Host => _app;

    /// <summary>The host's state of a dependency; it does not exist before its pipeline is first used.</summary>
    public DependencyState State(string name = "thing") => Get<DependencyStateRegistry>().TryGet(name, out var state)
        ? state
        : throw new InvalidOperationException($"There is no state of '{name}' yet.");

    public ResiliencePipeline Pipeline(string name) =>
        Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline(name);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Changes settings as a saved file does.</summary>
    public void Change(params (string Key, string? Value)[] settings) => _changes.Change(settings);

    /// <summary>Reverts all changes.</summary>
    public void ForgetChanges() => _changes.Forget();

    /// <summary>Reloads every source, each with its own change notification.</summary>
    public void Reload() => ((IConfigurationRoot)_app.Configuration).Reload();

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync() => await FakeClock.DisposeAsync(_app, _time);

    /// <summary>Stops the host if it was started, and disposes of it.</summary>
    public Task EndAsync() => FakeClock.PassUntilEndedAsync(
        Task.Run(
            async () =>
            {
                await _app.StopAsync(CancellationToken.None);
                await _app.DisposeAsync();
            },
            CancellationToken.None),
        _time);
}
