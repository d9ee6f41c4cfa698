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

/// <summary>Traces, metrics and logs by OpenTelemetry, sent by OTLP when an endpoint is configured.</summary>
public static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    // Those of the folder's other parts, whichever of them a service has.
    private const string Meters = "ServiceDefaults.*";
    private const int ExportTimeoutMilliseconds = 1000;

    // With one of these the exporter makes a client of its own, which no handler of ours can replace.
    private static readonly string[] OtlpCertificates = ["OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"];

    // They tell of each request with its URL, which spans and metrics do without. What goes wrong they tell as well, at a higher level.
    private static readonly string[] LogsOfUrls = ["Microsoft.AspNetCore.Hosting.Diagnostics", "System.Net.Http.HttpClient"];

    /// <summary>
    /// Subscribes the meters and activity sources of ASP.NET Core, HttpClient, the runtime, Polly and the application itself.
    /// Export is on when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and off otherwise; it does not follow the proxy of the environment
    /// (<see cref="AmbientProxy"/>), unless it has certificates of its own. A path or a query can hold a person's id or name: spans hold the
    /// route and the server in their place, and the log holds neither.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host to observe.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        // Scopes stay out: that of ASP.NET Core holds the path of the request. The trace id is on each line without them.
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        foreach (var category in LogsOfUrls)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AspNetCoreTraceInstrumentationOptions>, ServerSpans>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HttpClientTraceInstrumentationOptions>, ClientSpans>());

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Polly", Meters))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HealthEndpoints.Contains(context.Request.Path))
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
        // A collector that has gone away must not hold up the end of the process: the default of 10 s an exporter adds up at shutdown.
        options.TimeoutMilliseconds = ExportTimeoutMilliseconds;
        if (!AmbientProxy.IsUsed(configuration) && !OtlpCertificates.Any(name => !string.IsNullOrWhiteSpace(configuration[name])))
        {
            options.HttpClientFactory = () => new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };
        }
    }
}
