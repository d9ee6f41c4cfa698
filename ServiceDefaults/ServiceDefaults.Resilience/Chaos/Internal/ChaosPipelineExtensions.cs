using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>Adds the injection of faults to a pipeline, if the settings allow it.</summary>
internal static class ChaosPipelineExtensions
{
    public static void AddChaos(this ResiliencePipelineBuilder builder, string dependency, IServiceProvider services)
    {
        if (services.GetRequiredService<ChaosController>() is { IsEnabled: true } chaos)
        {
            var point = chaos.PointOf(dependency, isHttp: false);
            builder.AddStrategy(_ => new ChaosGate(point), ChaosGateOptions.Instance);
        }
    }

    public static void AddChaos(
        this ResiliencePipelineBuilder<HttpResponseMessage> builder, string dependency, IServiceProvider services)
    {
        if (services.GetRequiredService<ChaosController>() is { IsEnabled: true } chaos)
        {
            var point = chaos.PointOf(dependency, isHttp: true);
            builder.AddStrategy(_ => new HttpChaosGate(point), ChaosGateOptions.Instance);
        }
    }
}
