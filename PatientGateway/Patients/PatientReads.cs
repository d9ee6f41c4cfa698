using System.ComponentModel;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Upstream;

namespace PatientGateway.Patients;

/// <summary>Routes that change nothing.</summary>
internal static class PatientReads
{
    /// <summary>Maps the reads on the group of patient routes.</summary>
    public static void MapPatientReads(this IEndpointRouteBuilder patients)
    {
        patients.MapGet("/", ListAsync)
            .WithName("ListPatients")
            .WithSummary("List patients by last name, first name and id, page by page");

        patients.MapGet(PatientRoutes.ById, GetAsync)
            .WithName("GetPatient")
            .WithSummary("Read one patient")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<PatientPage>, UpstreamProblem>> ListAsync(
        [AsParameters] PatientQuery query,
        PatientApiClient api,
        CancellationToken cancellationToken)
    {
        var answer = await api.ListAsync(query, cancellationToken);
        return answer.Problem is { } problem ? problem : TypedResults.Ok(answer.Value);
    }

    private static async Task<Results<Ok<PatientResponse>, StatusCodeHttpResult, UpstreamProblem>> GetAsync(
        Guid id,
        [Description("true to get everything that is known of the patient, false if left out.")] string? includeDetails,
        [FromHeader(Name = "If-None-Match"), Description("The ETag of the caller's copy: 304 while that is current.")] string? ifNoneMatch,
        PatientApiClient api,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync(id, includeDetails, ifNoneMatch, cancellationToken);
        if (answer.Problem is { } problem)
        {
            return problem;
        }

        response.Headers[HeaderNames.ETag] = answer.ETag?.ToString();
        return answer.Status == HttpStatusCode.NotModified
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(answer.Value);
    }
}
