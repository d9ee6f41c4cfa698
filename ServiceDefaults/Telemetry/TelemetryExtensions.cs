using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ServiceDefaults.Health;

namespace ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs by OpenTelemetry, sent by OTLP when an endpoint is configured.</summary>
public static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const int ExportTimeoutMilliseconds = 1000;

    /// <summary>
    /// Subscribes the meters and activity sources of ASP.NET Core, HttpClient, the runtime, Polly and the application itself.
    /// Export is on when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and off otherwise.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host to observe.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Configuration.AddInMemoryCollection(QueryRedaction);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Polly"))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HealthEndpoints.Contains(context.Request.Path))
                .AddHttpClientInstrumentation());

        if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            // A collector that has gone away must not hold up the end of the process: the default of 10 s an exporter adds up at shutdown.
            builder.Services.Configure<OtlpExporterOptions>(options => options.TimeoutMilliseconds = ExportTimeoutMilliseconds);
            telemetry.UseOtlpExporter();
        }

        return builder;
    }

    // Aspire switches query redaction off for its dashboard. Here a query can carry a person's name, so it goes on again.
    private static Dictionary<string, string?> QueryRedaction { get; } = new(StringComparer.Ordinal)
    {
        ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "false",
        ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "false",
    };
}
