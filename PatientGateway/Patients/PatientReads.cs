using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Documentation;
using PatientGateway.Routing;
using PatientGateway.Upstream;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Fallback;
using ServiceDefaults.Requests;
using ServiceDefaults.Shedding;

namespace PatientGateway.Patients;

/// <summary>Read routes. Headers of each response state its source, its age and whether it is degraded.</summary>
internal static class PatientReads
{
    private const string DetailsHelp = "true to get everything that is known of the patient, false if left out.";
    private const string IfNoneMatchHelp = "ETag of the client's cached version: 304 if it is current.";

    /// <summary>Maps the read routes on the group of patient routes.</summary>
    public static void MapPatientReads(this IEndpointRouteBuilder patients)
    {
        patients.MapGet("/", ListAsync)
            .WithName("ListPatients")
            .WithSummary("List patients")
            .WithDescription("Ordered by last name, first name and id; cursor pagination.")
            .WithMetadata(ResponseHeaders.OfReads)
            .AuditsRead(AuditActions.List);

        patients.MapGet(PatientRoutes.ById, GetAsync)
            .WithName("GetPatient")
            .WithSummary("Get patient")
            .WithDescription(
                "While the API is unavailable, the response is the last known version, labelled with source and age.")
            .ReadsPatient();
        patients.MapGet(PatientRoutes.ByExternalId, GetByExternalIdAsync)
            .WithName("GetPatientByExternalId")
            .WithSummary("Get patient by externalId")
            .WithDescription("While the API is unavailable, the gateway answers with the last known patient of this "
                + "external id. External ids are compared in Unicode form NFC and are case-sensitive.")
            .ReadsPatient();
        patients.MapGet(PatientRoutes.Summary, GetSummaryAsync)
            .WithName("GetPatientSummary")
            .WithSummary("Get patient summary")
            .WithDescription("While the API is unavailable, the read-only instance answers, then the cache.")
            .ReadsPatient();
        patients.MapGet(PatientRoutes.Enriched, GetEnrichedAsync)
            .WithName("GetEnrichedPatient")
            .WithSummary("Get enriched patient")
            .WithDescription("The patient with language, marital status and address. While these are unavailable, the "
                + "response is the patient without them.")
            .ReadsPatient();
        patients.MapGet(PatientRoutes.Recommendations, GetRecommendationsAsync)
            .WithName("GetPatientRecommendations")
            .WithCriticality(Criticality.Extra)
            .WithSummary("Get recommendations")
            .WithDescription("Hints for the front desk, such as a missing address; no medical advice. While the API is "
                + "unavailable, the list is empty.")
            .ReadsPatient();
    }

    private static void ReadsPatient(this RouteHandlerBuilder route) => route
        .WithMetadata(ResponseHeaders.OfRead)
        .AuditsRead(AuditActions.Read)
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<PatientPage>, UpstreamProblem>> ListAsync(
        [AsParameters] PatientQuery query,
        PatientApiClient api,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var apiResponse = await api.ListAsync(query, cancellationToken);
        FallbackHeaders.WritePrimary(response);
        return apiResponse.Problem is { } problem ? problem : TypedResults.Ok(apiResponse.Value);
    }

    private static async Task<PatientReadResult<PatientResponse>> GetAsync(
        Guid id,
        [Description(DetailsHelp)] string? includeDetails,
        [FromKeyedServices(PatientOperations.Get)]
        IFallbackOperation<PatientRead, ApiResponse<PatientResponse>> operation,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch), Description(IfNoneMatchHelp)] string? ifNoneMatch,
        CancellationToken cancellationToken) =>
        new(await operation.ExecuteAsync(new(id, includeDetails), cancellationToken), ifNoneMatch);

    private static async Task<PatientReadResult<PatientResponse>> GetByExternalIdAsync(
        string externalId,
        [Description(DetailsHelp)] string? includeDetails,
        [FromKeyedServices(PatientOperations.GetByExternalId)]
        IFallbackOperation<ExternalIdRead, ApiResponse<PatientResponse>> operation,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch), Description(IfNoneMatchHelp)] string? ifNoneMatch,
        HttpContext http,
        CancellationToken cancellationToken) =>
        new(
            await operation.ExecuteAsync(new(RouteSegment.Decode(http, externalId), includeDetails), cancellationToken),
            ifNoneMatch);

    private static async Task<PatientReadResult<PatientSummary>> GetSummaryAsync(
        Guid id,
        [FromKeyedServices(PatientOperations.GetSummary)]
        IFallbackOperation<PatientRead, ApiResponse<PatientSummary>> operation,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch), Description(IfNoneMatchHelp)] string? ifNoneMatch,
        CancellationToken cancellationToken) =>
        new(await operation.ExecuteAsync(new(id), cancellationToken), ifNoneMatch);

    private static async Task<PatientReadResult<EnrichedPatient>> GetEnrichedAsync(
        Guid id,
        [FromKeyedServices(PatientOperations.GetEnriched)]
        IFallbackOperation<PatientRead, ApiResponse<EnrichedPatient>> operation,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch), Description(IfNoneMatchHelp)] string? ifNoneMatch,
        CancellationToken cancellationToken) =>
        new(await operation.ExecuteAsync(new(id), cancellationToken), ifNoneMatch);

    private static async Task<PatientReadResult<PatientRecommendations>> GetRecommendationsAsync(
        Guid id,
        [FromKeyedServices(PatientOperations.GetRecommendations)]
        IFallbackOperation<PatientRead, ApiResponse<PatientRecommendations>> operation,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch), Description(IfNoneMatchHelp)] string? ifNoneMatch,
        CancellationToken cancellationToken) =>
        new(await operation.ExecuteAsync(new(id), cancellationToken), ifNoneMatch);
}
