using System.ComponentModel;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Upstream;

namespace PatientGateway.Patients;

/// <summary>Routes that change a patient. None of them is sent to the API twice.</summary>
internal static class PatientWrites
{
    /// <summary>Maps the writes on the group of patient routes.</summary>
    public static void MapPatientWrites(this IEndpointRouteBuilder patients)
    {
        patients.MapPost("/", CreateAsync)
            .WithName("CreatePatient")
            .WithSummary("Create a patient")
            .TakesPatient()
            .ProducesProblem(StatusCodes.Status409Conflict);

        patients.MapPut(PatientRoutes.ById, ReplaceAsync)
            .WithName("ReplacePatient")
            .WithSummary("Replace a patient whose version is known")
            .TakesPatient()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        patients.MapDelete(PatientRoutes.ById, DeleteAsync)
            .WithName("DeletePatient")
            .WithSummary("Delete a patient")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

        patients.MapPut(PatientRoutes.ByExternalId, UpsertAsync)
            .WithName("UpsertPatient")
            .WithSummary("Create or replace the patient of an external id")
            .TakesPatient();
    }

    private static RouteHandlerBuilder TakesPatient(this RouteHandlerBuilder route) => route
        .Accepts<PatientRequest>("application/json")
        .WithMetadata(new RequestSizeLimitAttribute(PatientPayload.MaxBytes))
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<Results<Created<PatientResponse>, UpstreamProblem>> CreateAsync(
        PatientPayload patient,
        PatientApiClient api,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var answer = await api.CreateAsync(patient, cancellationToken);
        return answer.Problem is { } problem ? problem : Created(answer, response);
    }

    private static async Task<Results<Ok<PatientResponse>, UpstreamProblem>> ReplaceAsync(
        Guid id,
        PatientPayload patient,
        [FromHeader(Name = "If-Match"), Description("The ETag of the version to replace, or * for any; required.")] string? ifMatch,
        PatientApiClient api,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var answer = await api.ReplaceAsync(id, patient, ifMatch, cancellationToken);
        return answer.Problem is { } problem ? problem : Ok(answer, response);
    }

    private static async Task<Results<NoContent, UpstreamProblem>> DeleteAsync(
        Guid id,
        [FromHeader(Name = "If-Match"), Description("The ETag of the version to delete; any version if left out.")] string? ifMatch,
        PatientApiClient api,
        CancellationToken cancellationToken)
    {
        var answer = await api.DeleteAsync(id, ifMatch, cancellationToken);
        return answer.Problem is { } problem ? problem : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<PatientResponse>, Created<PatientResponse>, UpstreamProblem>> UpsertAsync(
        string externalId,
        PatientPayload patient,
        PatientApiClient api,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var answer = await api.UpsertAsync(RouteSegment.Decode(http, externalId), patient, cancellationToken);
        if (answer.Problem is { } problem)
        {
            return problem;
        }

        return answer.Status == HttpStatusCode.Created ? Created(answer, http.Response) : Ok(answer, http.Response);
    }

    private static Ok<PatientResponse> Ok(ApiAnswer<PatientResponse> answer, HttpResponse response)
    {
        response.Headers[HeaderNames.ETag] = answer.ETag?.ToString();
        return TypedResults.Ok(answer.Value);
    }

    // A path without a host: right for every caller, through whatever proxy it came.
    private static Created<PatientResponse> Created(ApiAnswer<PatientResponse> answer, HttpResponse response)
    {
        response.Headers[HeaderNames.ETag] = answer.ETag?.ToString();
        return TypedResults.Created($"{response.HttpContext.Request.PathBase}{PatientEndpoints.Prefix}/{answer.Value?.Id}", answer.Value);
    }
}
