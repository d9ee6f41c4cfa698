using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Upstream;

namespace PatientGateway.Import;

/// <summary>The import as callers of the gateway see it: lines in, results out, both of any length.</summary>
internal static class ImportEndpoint
{
    /// <summary>Maps the import on the group of patient routes.</summary>
    public static void MapPatientImport(this IEndpointRouteBuilder patients) =>
        patients.MapPost(PatientRoutes.Import, ImportAsync)
            .WithName("ImportPatients")
            .WithSummary("Import FHIR R4 Patient resources, one a line; the answer holds one line for each")
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<string>("application/x-ndjson", "application/fhir+ndjson")
            .Produces<ImportLineResult>(StatusCodes.Status200OK, "application/x-ndjson")
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<Results<NdjsonRelay, UpstreamProblem>> ImportAsync(
        ImportClient imports,
        IOptions<ImportOptions> options,
        TimeProvider time,
        HttpContext http)
    {
        var idle = new IdleTimeout(options.Value.IdleTimeout, time, http.RequestAborted);
        http.Response.RegisterForDispose(idle);
        var response = await imports.SendAsync(new RelayedContent(http.Request, idle), idle);
        http.Response.RegisterForDispose(response);

        if (UpstreamProblem.IsAnsweredWith(response.StatusCode))
        {
            return await idle.RunAsync(token => UpstreamProblem.ReadAsync(response, token));
        }

        return response.IsSuccessStatusCode
            ? new NdjsonRelay(response, idle)
            : throw await idle.RunAsync(token => UpstreamFailure.ReadAsync(response, time, token));
    }
}
