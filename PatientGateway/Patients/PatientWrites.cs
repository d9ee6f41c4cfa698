using System.ComponentModel;
using System.Net;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Documentation;
using PatientGateway.Operations;
using PatientGateway.Routing;
using PatientGateway.Upstream;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Requests;

namespace PatientGateway.Patients;

/// <summary>
/// Write routes. Each write has an idempotency key, so that the API executes it once however often it is sent.
/// </summary>
internal static class PatientWrites
{
    /// <summary>Maps the write routes on the group of patient routes.</summary>
    public static void MapPatientWrites(this IEndpointRouteBuilder patients)
    {
        patients.MapPost("/", CreateAsync)
            .WithName("CreatePatient")
            .WithSummary("Create patient").AuditsWrite(AuditActions.Create)
            .WithDescription("With Prefer: respond-async, accepted for later (202) while the API is unavailable.")
            .AcceptsPatient()
            .TakesPreconditionsOfACollection()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

        patients.MapPut(PatientRoutes.ById, ReplaceAsync)
            .WithName("ReplacePatient")
            .WithSummary("Replace patient").AuditsWrite(AuditActions.Replace)
            .WithDescription(
                "Replaces the version that If-Match names, or creates the patient under this id with If-None-Match: *.")
            .AcceptsPatient()
            .TakesPreconditions()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        patients.MapDelete(PatientRoutes.ById, DeleteAsync)
            .WithName("DeletePatient")
            .WithSummary("Delete patient").AuditsWrite(AuditActions.Delete)
            .WithDescription("With If-Match, deletes only that version. A deletion is not accepted for later.")
            .ExecutesOnce()
            .TakesPreconditions()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

        patients.MapPut(PatientRoutes.ByExternalId, UpsertAsync)
            .WithName("UpsertPatient")
            .WithSummary("Upsert patient").AuditsWrite(AuditActions.Replace)
            .WithDescription("If-Match creates nothing; If-None-Match: * overwrites none; else the last write wins.")
            .AcceptsPatient()
            .TakesPreconditions()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static RouteHandlerBuilder AcceptsPatient(this RouteHandlerBuilder route) => route
        .ExecutesOnce()
        .Accepts<PatientRequest>(MediaTypeNames.Application.Json)
        .WithMetadata(new RequestSizeLimitAttribute(PatientPayload.MaxBytes))
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static RouteHandlerBuilder ExecutesOnce(this RouteHandlerBuilder route) => route
        .WithIdempotencyKey(makeMissing: true)
        .WithMetadata(ResponseHeaders.OfWrite)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Created<PatientResponse>, UpstreamProblem, QueuedWriteResult>> CreateAsync(
        PatientPayload patient,
        [FromHeader(Name = PreferHeader.Name), Description(PreferHeader.Help)] string? prefer,
        PatientWriteService writes,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var outcome = await writes.WriteAsync(
            PatientWrite.Create(patient, http.GetIdempotencyKey()!), prefer, http, cancellationToken);
        if (outcome.Response is not { } apiResponse)
        {
            return outcome.Instead!;
        }

        return apiResponse.Problem is { } problem ? problem : Created(apiResponse, http.Response);
    }

    private static async Task<
        Results<Ok<PatientResponse>, Created<PatientResponse>, UpstreamProblem, QueuedWriteResult>> ReplaceAsync(
        Guid id,
        PatientPayload patient,
        [FromHeader(Name = PreferHeader.Name), Description(PreferHeader.Help)] string? prefer,
        [FromHeader(Name = PreconditionHeaders.IfMatch),
         Description("ETag of the version to replace, or * for any; required to replace.")] string? ifMatch,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch),
         Description("* to create the patient under this id, a UUID of version 7.")] string? ifNoneMatch,
        PatientWriteService writes,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var outcome = await writes.WriteAsync(
            PatientWrite.Replace(id, patient, ifMatch, ifNoneMatch, http.GetIdempotencyKey()!),
            prefer,
            http,
            cancellationToken);
        return Written(outcome, http.Response);
    }

    private static async Task<Results<NoContent, UpstreamProblem, QueuedWriteResult>> DeleteAsync(
        Guid id,
        [FromHeader(Name = PreconditionHeaders.IfMatch),
         Description("ETag of the version to delete; any version if omitted.")] string? ifMatch,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch),
         Description("ETags of versions that must not be deleted.")] string? ifNoneMatch,
        PatientWriteService writes,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var outcome = await writes.WriteAsync(
            PatientWrite.Delete(id, ifMatch, ifNoneMatch, http.GetIdempotencyKey()!),
            prefer: null,
            http,
            cancellationToken);
        if (outcome.Response is not { } apiResponse)
        {
            return outcome.Instead!;
        }

        if (apiResponse.Problem is { } problem)
        {
            return problem;
        }

        Describe(apiResponse, http.Response);
        return TypedResults.NoContent();
    }

    private static async Task<
        Results<Ok<PatientResponse>, Created<PatientResponse>, UpstreamProblem, QueuedWriteResult>> UpsertAsync(
        string externalId,
        PatientPayload patient,
        [FromHeader(Name = PreferHeader.Name), Description(PreferHeader.Help)] string? prefer,
        [FromHeader(Name = PreconditionHeaders.IfMatch),
         Description("ETag of the version to replace; without it the last writer wins.")] string? ifMatch,
        [FromHeader(Name = PreconditionHeaders.IfNoneMatch), Description("* to create the patient "
            + "only.")] string? ifNoneMatch,
        PatientWriteService writes,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var outcome = await writes.WriteAsync(PatientWrite.Upsert(
            RouteSegment.Decode(http, externalId),
            patient,
            ifMatch,
            ifNoneMatch,
            http.GetIdempotencyKey()!), prefer, http, cancellationToken);
        return Written(outcome, http.Response);
    }

    private static Results<Ok<PatientResponse>, Created<PatientResponse>, UpstreamProblem, QueuedWriteResult> Written(
        WriteOutcome outcome, HttpResponse response)
    {
        if (outcome.Response is not { } apiResponse)
        {
            return outcome.Instead!;
        }

        if (apiResponse.Problem is { } problem)
        {
            return problem;
        }

        if (apiResponse.Status == HttpStatusCode.Created)
        {
            return Created(apiResponse, response);
        }

        Describe(apiResponse, response);
        return TypedResults.Ok(apiResponse.Value);
    }

    // A path without a host is correct for every caller, whichever proxy it uses.
    private static Created<PatientResponse> Created(ApiResponse<PatientResponse> apiResponse, HttpResponse response)
    {
        Describe(apiResponse, response);
        var location = $"{response.HttpContext.Request.PathBase}{GatewayRoutes.Patients}/{apiResponse.Value?.Id}";
        return TypedResults.Created(location, apiResponse.Value);
    }

    private static void Describe(ApiResponse<PatientResponse> apiResponse, HttpResponse response)
    {
        response.Headers[HeaderNames.ETag] = apiResponse.ETag?.ToString();
        response.Headers[IdempotencyHeaders.Replayed] = apiResponse.IsReplayed ? "true" : null;
    }
}
