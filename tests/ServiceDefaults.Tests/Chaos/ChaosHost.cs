using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Chaos;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Chaos;

/// <summary>A host that allows fault injection, with a dependency "labs" whose calls are not retried.</summary>
internal static class ChaosHost
{
    public const string Dependency = "labs";

    public static readonly Dictionary<string, string?> Allowed = new(StringComparer.Ordinal)
    {
        ["Chaos:Enabled"] = "true",
    };

    public static PipelineHost Create(TimeProvider time, params IChaosBehavior[] behaviors)
    {
        var host = new PipelineHost(
            builder =>
            {
                builder.AddDependencyPipeline(Dependency, DependencyKind.Worker, options =>
                    (options.Retry.MaxAttempts, options.RateLimit.Enabled, options.CircuitBreaker.FailureThreshold) =
                        (1, false, 100));
                foreach (var behavior in behaviors)
                {
                    builder.Services.AddSingleton(behavior);
                }
            },
            Allowed,
            time: time);
        host.Pipeline(Dependency);
        return host;
    }

    public static ActiveChaos Inject(this PipelineHost host, ChaosInjection injection)
    {
        Assert.True(host.Get<IChaosController>().TryStart(Dependency, injection, out var active, out var faults));
        Assert.Empty(faults);
        return active;
    }

    public static ValueTask<int> CallAsync(this PipelineHost host) => host.Pipeline(Dependency).ExecuteAsync(
        _ => ValueTask.FromResult(1), TestContext.Current.CancellationToken);
}
