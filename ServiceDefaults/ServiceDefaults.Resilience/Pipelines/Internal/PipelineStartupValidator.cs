using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polly.Registry;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Builds every pipeline before the host takes its first request, so that a misconfigured pipeline prevents the start
/// instead of failing a call.
/// </summary>
internal sealed class PipelineStartupValidator(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var catalog = services.GetRequiredService<DependencyCatalog>();
        var pipelines = services.GetRequiredService<ResiliencePipelineProvider<string>>();
        foreach (var (name, _, isHttp) in catalog.All)
        {
            _ = isHttp ? pipelines.GetPipeline<HttpResponseMessage>(name) : (object)pipelines.GetPipeline(name);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
