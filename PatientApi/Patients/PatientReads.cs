using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Etags;
using PatientApi.Model;
using ServiceDefaults.Http;
using ServiceDefaults.Requests;

namespace PatientApi.Patients;

/// <summary>Endpoints that read one patient.</summary>
internal static class PatientReads
{
    private const string DetailsHelp = "true to include the FHIR details; default false.";

    // 304 when the caller's If-None-Match contains this version in this projection.
    public static Task<Results<Ok<PatientResponse>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        Guid id,
        [Description(DetailsHelp)] string? includeDetails,
        HttpContext context,
        PatientStore store,
        CancellationToken cancellationToken) =>
        RespondAsync(context, includeDetails, withDetails => store.FindAsync(id, withDetails, cancellationToken));

    public static async Task<Results<Ok<PatientResponse>, StatusCodeHttpResult, ProblemHttpResult>>
        GetByExternalIdAsync(
        string externalId,
        [Description(DetailsHelp)] string? includeDetails,
        HttpContext context,
        PatientStore store,
        CancellationToken cancellationToken)
    {
        var addressed = PatientText.NormalizeExternalId(RouteSegment.Decode(context, externalId));
        return PatientValidator.ExternalIdError(addressed) is { } fault
            ? Problems.Invalid("externalId", fault)
            : await RespondAsync(
                context,
                includeDetails,
                withDetails => store.FindByExternalIdAsync(addressed, withDetails, cancellationToken));
    }

    private static async Task<Results<Ok<PatientResponse>, StatusCodeHttpResult, ProblemHttpResult>> RespondAsync(
        HttpContext context, string? includeDetails, Func<bool, Task<PatientRow?>> find)
    {
        var withDetails = false;
        if (includeDetails is not null && !bool.TryParse(includeDetails, out withDetails))
        {
            return Problems.Invalid("includeDetails", "Must be true or false.");
        }

        var patient = await find(withDetails);
        if (patient is null)
        {
            return Problems.NotFound();
        }

        var tag = PatientETag.Of(patient.Version, withDetails ? PatientETag.Details : PatientETag.Basic);
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        // No shared cache stores it, and a private cache must revalidate it.
        headers.CacheControl = new() { Private = true, NoCache = true };
        return IfNoneMatch.Includes(context.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(patient.ToResponse());
    }
}
