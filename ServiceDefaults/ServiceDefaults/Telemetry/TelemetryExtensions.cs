using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ServiceDefaults.Health;
using ServiceDefaults.Settings;
using ServiceDefaults.Telemetry.Internal;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Adds OpenTelemetry traces, metrics and logs, exported through OTLP when an endpoint is configured.
/// </summary>
public static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    // Matches the meters of all ServiceDefaults projects that a service references.
    private const string Meters = "ServiceDefaults.*";
    private const int ExportTimeoutMilliseconds = 1000;

    // If one of these is set, the exporter creates its own HTTP client, and the factory set below is not used.
    private static readonly string[] OtlpCertificates = [
        "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"
    ];

    // At Information level these categories log the URL of every request, which spans and metrics leave out. Warnings
    // and errors are kept.
    private static readonly string[] LogsOfUrls = [
        "Microsoft.AspNetCore.Hosting.Diagnostics", "System.Net.Http.HttpClient"
    ];

    /// <summary>
    /// Subscribes to the meters and activity sources of ASP.NET Core, HttpClient, the runtime, Polly and the
    /// application. Exports when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the exporter does not use the proxy of the
    /// environment (<see cref="AmbientProxy"/>), unless it has certificates of its own. A path or a query can hold a
    /// person's id or name: spans hold the route and the server instead, and the log holds neither.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        // Scopes are not exported, because the scope of ASP.NET Core holds the request path. Each log record has the
        // trace id without them.
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        foreach (var category in LogsOfUrls)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<AspNetCoreTraceInstrumentationOptions>, ServerSpans>());
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<HttpClientTraceInstrumentationOptions>, ClientSpans>());

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Polly", Meters))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(
                    options => options.Filter = context => !HealthEndpoints.Contains(context.Request.Path))
                .AddHttpClientInstrumentation());

        if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            var configuration = builder.Configuration;
            builder.Services.Configure<OtlpExporterOptions>(options => Configure(options, configuration));
            telemetry.UseOtlpExporter();
        }

        return builder;
    }

    private static void Configure(OtlpExporterOptions options, IConfiguration configuration)
    {
        // The default of 10 s per exporter adds up at shutdown; an unavailable collector must not delay the end of the
        // process.
        options.TimeoutMilliseconds = ExportTimeoutMilliseconds;
        if (!AmbientProxy.IsUsed(configuration)
            && !OtlpCertificates.Any(name => !string.IsNullOrWhiteSpace(configuration[name])))
        {
            options.HttpClientFactory = () => new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds)
            };
        }
    }
}
