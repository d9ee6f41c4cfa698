using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Documentation;
using PatientGateway.Routing;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Idempotency;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Requests;
using ServiceDefaults.Shedding;

namespace PatientGateway.Batch;

/// <summary>
/// Maps batch routes, for many patients in one request. Each item has its own status; that of the response only means
/// that each item has one.
/// </summary>
internal static class BatchEndpoints
{
    /// <summary>Maps the batch routes.</summary>
    public static void MapPatientBatches(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<BatchOptions>>();
        var batches = app.MapGatewayGroup(GatewayRoutes.Batches, "Batches")
            .RequireScope(PatientScopes.Batch)
            .RequireInboundLimit(InboundLimitPolicies.Batch)
            .WithCriticality(Criticality.Batch)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status502BadGateway);
        // Read when the endpoints are built: read here, an invalid setting would hide the other faults of a start.
        ((IEndpointConventionBuilder)batches).Add(
            route => route.Metadata.Add(new RequestSizeLimitAttribute(options.Value.MaxBodyBytes)));

        batches.MapPost("/get", GetAsync)
            .WithName("GetPatients")
            .WithSummary("Get patients by id")
            .AuditsRead(AuditActions.Read)
            .WithDescription(
                "While the API is unavailable, each item is the last known version, labelled with source and age.")
            .RequireScope(PatientScopes.Read)
            .WithMetadata(ResponseHeaders.OfReads)
            .RefusesPreconditions()
            .Accepts<BatchGetRequest>(MediaTypeNames.Application.Json);
        batches.MapPost("/create", CreateAsync)
            .WithName("CreatePatients")
            .WithSummary("Create patients")
            .AuditsWrite(AuditActions.Create)
            .WithDescription(
                "Each patient succeeds or fails on its own, with an idempotency key derived from the batch's key.")
            .RequireScope(PatientScopes.Write)
            .RequireInboundLimit(InboundLimitPolicies.BatchCreate)
            .WithIdempotencyKey(makeMissing: true)
            .RefusesPreconditions()
            .Accepts<BatchCreateRequest>(MediaTypeNames.Application.Json);
    }

    private static async Task<Results<Ok<BatchResponse<BatchReadItem>>, ProblemHttpResult>> GetAsync(
        BatchBody<BatchGetRequest> body,
        BatchReader reader,
        IOptions<BatchOptions> options,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var request = body.Content;
        if ((body.Problem ?? BatchProblems.OfCount("ids", request!.Ids, options.Value.MaxItems)) is { } problem)
        {
            return problem;
        }

        var readings = await reader.ReadAsync(request!.Ids!, request.IncludeDetails, cancellationToken);
        BatchReadResult.Describe(response, [.. readings.Values]);
        return TypedResults.Ok(new BatchResponse<BatchReadItem>(
            [.. request.Ids!.Select((id, index) => BatchReadItem.Of(index, id, readings[id]))]));
    }

    private static async Task<Results<Ok<BatchResponse<BatchWriteItem>>, ProblemHttpResult>> CreateAsync(
        BatchBody<BatchCreateEnvelope> body,
        BatchCreator creator,
        IOptions<BatchOptions> options,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var items = body.Content?.Items;
        if ((body.Problem ?? BatchProblems.OfCount("items", items, options.Value.MaxItems)) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(new BatchResponse<BatchWriteItem>(
            await creator.CreateAsync(
                [.. items!.Select(item => item.In(body.Json))], http.GetIdempotencyKey()!, cancellationToken)));
    }
}
