using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;

namespace PatientGateway.Audit;

/// <summary>Registers the audit trail, and declares what routes record.</summary>
internal static class AuditExtensions
{
    /// <summary>Adds the recording, the files and the delivery of audit entries.</summary>
    public static IHostApplicationBuilder AddAudit(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<AuditOptions>(AuditOptions.Section);
        services.AddSingleton<AuditInstruments>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditRecorder>();
        services.AddSingleton<AuditJournal>();
        services.AddSingleton<AuditBacklog>();
        // Hosted services stop in reverse: the last entries are written, then delivered, then anchored.
        services.AddHostedService<AuditAnchorService>();
        services.AddHostedService<AuditSenderService>();
        services.AddHostedService<AuditWriterService>();
        services.AddHealthChecks().AddCheck<AuditHealthCheck>("audit", HealthStatus.Degraded);
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(AuditInstruments.MeterName));
        builder.AddResilientHttpClient<AuditApiClient>(
            AuditApiClient.Pipeline,
            // Only the delivery itself retries.
            pipeline => pipeline.Retry.Enabled = false,
            DependencyKind.Worker,
            ResourceNames.PatientApi)
            .UsePatientApi(ResourceNames.PatientApi);
        return builder;
    }

    /// <summary>Records the responses of a read route.</summary>
    /// <param name="route">The route.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    public static TBuilder AuditsRead<TBuilder>(this TBuilder route, string action)
        where TBuilder : IEndpointConventionBuilder => route.Audits(action, isWrite: false);

    /// <summary>Records the responses of a write route, and failures after which the write may have been
    /// executed.</summary>
    /// <param name="route">The route.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    public static TBuilder AuditsWrite<TBuilder>(this TBuilder route, string action)
        where TBuilder : IEndpointConventionBuilder => route.Audits(action, isWrite: true);

    private static TBuilder Audits<TBuilder>(this TBuilder route, string action, bool isWrite)
        where TBuilder : IEndpointConventionBuilder => route
        .WithMetadata(new AuditedRoute(action))
        .AddEndpointFilterFactory((factory, next) =>
        {
            var filter = ActivatorUtilities.CreateInstance<AuditEndpointFilter>(
                factory.ApplicationServices, action, isWrite);
            return context => filter.InvokeAsync(context, next);
        });
}
