using System.Net.Mime;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Data;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Requests;
using ServiceDefaults.Settings;
using ServiceDefaults.Shedding;

namespace PatientApi.Audit;

/// <summary>Registers and maps the audit trail. A read-only instance has none.</summary>
internal static class AuditExtensions
{
    public static IHostApplicationBuilder AddAudit(this IHostApplicationBuilder builder)
    {
        if (DatabaseOptions.Of(builder.Configuration).ReadOnly)
        {
            return builder;
        }

        builder.Services.AddValidatedOptions<AuditOptions>(AuditOptions.Section);
        builder.Services.AddSingleton<AuditStore>();
        builder.Services.AddSingleton<AuditVerifier>();
        builder.Services.AddSingleton<AuditRetention>();
        builder.Services.AddSingleton<AuditMaintenanceService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditMaintenanceService>());
        return builder;
    }

    public static WebApplication MapAudit(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ReadOnly)
        {
            return app;
        }

        var audit = app.MapGroup(AuditRoutes.Collection)
            .WithTags("Audit")
            .AddEndpointFilter<DatabaseReadyFilter>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        audit.MapPost("/", AuditEndpoints.AppendAsync)
            .RequireScope(PatientScopes.AuditAppend)
            .WithName("AppendAudit")
            .WithSummary("Append audit entries")
            .WithDescription("For the gateway alone. Entries that were appended before are ignored.")
            .RefusesPreconditions()
            .Accepts<AuditBatch>(MediaTypeNames.Application.Json)
            .Produces(StatusCodes.Status204NoContent);
        audit.MapGet("/", AuditEndpoints.ListAsync)
            .RequireScope(PatientScopes.Admin)
            .WithName("ListAudit")
            .WithCriticality(Criticality.Admin)
            .WithSummary("List audit entries")
            .WithDescription("The entries of the caller's tenant, newest first; cursor pagination.");
        audit.MapPost(AuditRoutes.Verify, AuditEndpoints.VerifyAsync)
            .RequireScope(PatientScopes.Admin)
            .WithName("VerifyAudit")
            .WithCriticality(Criticality.Admin)
            .WithSummary("Verify audit trail")
            .WithDescription("Verifies the chains of all gateway processes, for all tenants. The response has no "
                + "entries.")
            .RefusesPreconditions()
            .Accepts<AuditVerificationRequest>(MediaTypeNames.Application.Json);
        return app;
    }
}
