using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using ServiceDefaults.Settings;
using ServiceDefaults.Telemetry.Internal;

namespace ServiceDefaults.Telemetry;

/// <summary>Adds an endpoint from which Prometheus reads the metrics.</summary>
public static class PrometheusExtensions
{
    /// <summary>
    /// Adds <c>GET /metrics</c>, if <c>Telemetry:Prometheus:Enabled</c> is set, for scrapers that send
    /// <c>Telemetry:Prometheus:Key</c>. For all others it does not exist.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddTelemetry</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddPrometheus<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddValidatedOptions<PrometheusOptions>(PrometheusOptions.Section);
        if (builder.Configuration.GetSection(PrometheusOptions.Section)
            .GetValue<bool>(nameof(PrometheusOptions.Enabled)))
        {
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter());
            builder.Services.AddTransient<IStartupFilter, PrometheusStartupFilter>();
        }

        return builder;
    }
}
