using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly.Registry;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Builds every pipeline before the host takes its first request, so that whatever is wrong with one stops the start and not a call.
/// </summary>
internal sealed partial class PipelineGuard(IServiceProvider services, IConfiguration configuration, ILogger<PipelineGuard> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var catalog = services.GetRequiredService<DependencyCatalog>();
        var pipelines = services.GetRequiredService<ResiliencePipelineProvider<string>>();
        foreach (var (name, kind) in catalog.All)
        {
            _ = kind == DependencyKind.Http ? pipelines.GetPipeline<HttpResponseMessage>(name) : (object)pipelines.GetPipeline(name);
        }

        foreach (var stray in configuration.GetSection(ResilienceSections.Pipelines).GetChildren().Where(section => catalog.Find(section.Key) is null))
        {
            LogStray(stray.Path, string.Join(", ", catalog.All.Select(dependency => dependency.Name)));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The settings {Section} are of no pipeline of this host, which has: {Pipelines}.")]
    private partial void LogStray(string section, string pipelines);
}
