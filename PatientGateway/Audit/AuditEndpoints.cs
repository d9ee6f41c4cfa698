using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Routing;
using PatientGateway.Upstream;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Requests;
using ServiceDefaults.Shedding;

namespace PatientGateway.Audit;

/// <summary>Maps the audit trail for operators. The API validates filters and anchors.</summary>
internal static class AuditEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var audit = app.MapGatewayGroup(GatewayRoutes.Audit, "Audit")
            .RequireScope(PatientScopes.Admin)
            .RequireInboundLimit(InboundLimitPolicies.Admin)
            .WithCriticality(Criticality.Admin)
            .AuditsRead(AuditActions.Audit)
            .ProducesProblem(StatusCodes.Status502BadGateway);
        audit.MapGet("/", ListAsync)
            .WithName("ListAudit")
            .WithSummary("List audit entries")
            .WithDescription("For operators: who read or changed which patient, when and from which source; the "
                + "entries of the caller's tenant, newest first.");
        audit.MapPost(AuditRoutes.Verify, VerifyAsync)
            .WithName("VerifyAudit")
            .WithSummary("Verify audit trail")
            .WithDescription("For operators: verifies that no entry was changed or removed, up to the anchors from the "
                + "log of the gateway, and says what is after them.")
            .RefusesPreconditions()
            .WithMetadata(new RequestSizeLimitAttribute(PatientPayload.MaxBytes))
            .Accepts<AuditVerificationRequest>(MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<AuditPage>, UpstreamProblem>> ListAsync(
        [AsParameters] AuditQuery query, AuditApiClient api, CancellationToken cancellationToken)
    {
        var response = await api.ListAsync(query.ToQueryString(), cancellationToken);
        return response.Problem is { } problem ? problem : TypedResults.Ok(response.Value);
    }

    private static async Task<Results<Ok<AuditVerification>, UpstreamProblem>> VerifyAsync(
        PatientPayload request, AuditApiClient api, CancellationToken cancellationToken)
    {
        var response = await api.VerifyAsync(request, cancellationToken);
        return response.Problem is { } problem ? problem : TypedResults.Ok(response.Value);
    }
}
