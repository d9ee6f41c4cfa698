using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly.Registry;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Builds every pipeline before the host takes its first request, so that a misconfigured pipeline prevents the start
/// instead of failing a call.
/// </summary>
internal sealed partial class PipelineStartupValidator(
    IServiceProvider services, IConfiguration configuration, ILogger<PipelineStartupValidator> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var catalog = services.GetRequiredService<DependencyCatalog>();
        var pipelines = services.GetRequiredService<ResiliencePipelineProvider<string>>();
        foreach (var (name, _, isHttp) in catalog.All)
        {
            _ = isHttp ? pipelines.GetPipeline<HttpResponseMessage>(name) : (object)pipelines.GetPipeline(name);
        }

        WarnOfStrays(ResilienceSections.Pipelines, [.. catalog.All.Select(dependency => dependency.Name)]);
        WarnOfStrays(ResilienceSections.Kinds, Enum.GetNames<DependencyKind>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A warning only, because several services may share the same settings.
    private void WarnOfStrays(string section, string[] known)
    {
        foreach (var stray in configuration.GetSection(section)
            .GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            LogStray(stray.Path, string.Join(", ", known));
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "The settings section {Section} configures no pipeline of this service. Its pipelines are: {Known}.")]
    private partial void LogStray(string section, string known);
}
