using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using ServiceDefaults.Pipelines;

namespace Benchmarks;

/// <summary>The two pipelines that are compared, each as a service would have it.</summary>
internal static class Hosts
{
    private const string Name = "dependency";

    /// <summary>Ours: everything that AddServiceDefaults gives, with limits that no benchmark reaches.</summary>
    public static IHost Ours() => WithPipelines(0);

    /// <summary>Ours, with additional pipelines that are not built yet.</summary>
    public static IHost WithPipelines(int count) => Build(count, _ => { });

    /// <summary>Ours, with retries that cost nothing but the decision.</summary>
    public static IHost Retrying() => Build(0, options =>
    {
        options.Retry.BaseDelay = TimeSpan.Zero;
        (options.Retry.Budget.Ratio, options.CircuitBreaker.FailureThreshold) = (1, 1000);
    });

    private static WebApplication Build(int count, Action<DependencyOptions> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Resilience:Defaults:RateLimit:Permits"] = "1000000",
            ["Resilience:Defaults:RateLimit:Burst"] = "1000000",
            ["Resilience:Defaults:RateLimit:Period"] = "00:00:00.010",
        });
        builder.AddServiceDefaults();
        builder.AddDependencyPipeline(Name, DependencyKind.Worker, configure);
        for (var index = 0; index < count; index++)
        {
            builder.AddDependencyPipeline($"p{index}", DependencyKind.Worker);
        }

        return builder.Build();
    }

    /// <summary>
    /// Polly's own five strategies and a total timeout, in the same order, out of the same kind of container.
    /// </summary>
    public static IHost Pollys()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging().AddMetrics();
        builder.Services.AddResiliencePipeline(Name, pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(35))
            .AddRateLimiter(new TokenBucketRateLimiter(new()
            {
                TokenLimit = 1_000_000,
                TokensPerPeriod = 1_000_000,
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(10),
            }))
            .AddConcurrencyLimiter(permitLimit: 10, queueLimit: 5)
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions())
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, UseJitter = true })
            .AddTimeout(TimeSpan.FromSeconds(30)));
        return builder.Build();
    }

    public static ResiliencePipeline PipelineOf(IHost host) =>
        host.Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline(Name);

    /// <summary>Listens to every measurement, as an exporter does.</summary>
    public static MeterListener Listen(Func<Instrument, bool> isMeant)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (isMeant(instrument))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<int>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }
}
