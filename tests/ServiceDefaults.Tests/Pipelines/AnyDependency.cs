using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Polly.Registry;
using Polly.Testing;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>Registers and resolves a dependency of any kind in the way that fits the kind.</summary>
internal static class AnyDependency
{
    public const string Name = "thing";

    public static IHostApplicationBuilder AddAnyDependency(
        this IHostApplicationBuilder builder,
        DependencyKind kind,
        Action<DependencyOptions>? configure = null,
        string name = Name)
    {
        if (kind != DependencyKind.Http)
        {
            return builder.AddDependencyPipeline(name, kind, configure);
        }

        builder.AddResilientHttpClient<AnyClient>(name, configure);
        return builder;
    }

    public static DependencyOptions OptionsOf(this PipelineHost host, string name = Name) =>
        host.Get<IOptionsMonitor<DependencyOptions>>().Get(name);

    public static IEnumerable<string?> StrategiesOf(this PipelineHost host, DependencyKind kind, string name = Name)
    {
        var pipelines = host.Get<ResiliencePipelineProvider<string>>();
        var descriptor = kind == DependencyKind.Http
            ? pipelines.GetPipeline<HttpResponseMessage>(name).GetPipelineDescriptor()
            : pipelines.GetPipeline(name).GetPipelineDescriptor();
        return descriptor.Strategies.Select(strategy => strategy.Options?.Name);
    }

    /// <summary>Runs an operation through the pipeline of a dependency, whatever its kind.</summary>
    public static async Task RunAsync(
        this PipelineHost host, DependencyKind kind, Func<CancellationToken, ValueTask> operation, string name = Name)
    {
        var (pipelines, token) =
            (host.Get<ResiliencePipelineProvider<string>>(), TestContext.Current.CancellationToken);
        if (kind == DependencyKind.Http)
        {
            using var response = await pipelines.GetPipeline<HttpResponseMessage>(name).ExecuteAsync(
                async attempt =>
                {
                    await operation(attempt);
                    return new HttpResponseMessage();
                },
                token);
        }
        else
        {
            await pipelines.GetPipeline(name).ExecuteAsync(operation, token);
        }
    }

    internal sealed class AnyClient(HttpClient http)
    {
        public HttpClient Http => http;
    }
}
