using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Operations;
using PatientGateway.Upstream;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Caching;
using ServiceDefaults.Fallback;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Requests;
using ServiceDefaults.Shedding;

namespace PatientGateway.Import;

/// <summary>Maps the import route, which streams NDJSON lines in and results out, both of any length.</summary>
internal static class ImportEndpoint
{
    /// <summary>Maps the import route on the group of patient routes.</summary>
    public static void MapPatientImport(this IEndpointRouteBuilder patients) =>
        patients.MapPost(PatientRoutes.Import, ImportAsync)
            .WithName("ImportPatients")
            .WithCriticality(Criticality.Batch)
            .WithSummary("Import patients")
            .AuditsWrite(AuditActions.Import)
                .WithDescription("FHIR R4 Patient resources as NDJSON; the response has one line for each.")
            .WithIdempotencyKey()
            .RefusesPreconditions()
            .AddEndpointFilter<RouteHandlerBuilder, PendingWritesFilter>()
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<string>(ImportMediaTypes.Ndjson, ImportMediaTypes.PlainNdjson, ImportMediaTypes.FhirNdjson)
            .Produces<ImportLineResult>(StatusCodes.Status200OK, ImportMediaTypes.Ndjson)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<NdjsonRelay, UpstreamProblem>> ImportAsync(
        ImportClient imports,
        IOptions<ImportOptions> options,
        ICacheInvalidator invalidator,
        AuditRecorder audit,
        TimeProvider time,
        HttpContext http)
    {
        var idle = new IdleTimeout(options.Value.IdleTimeout, time, http.RequestAborted);
        http.Response.RegisterForDispose(idle);
        var lines = new RelayedContent(http.Request, idle, InvalidateAsync);
        try
        {
            var response = await imports.SendAsync(lines, http.GetIdempotencyKey(), idle);
            http.Response.RegisterForDispose(response);
            return response.IsSuccessStatusCode
                ? new NdjsonRelay(response, idle, new(audit), InvalidateAsync)
                : await RefuseAsync(
                    response, idle, time, lines.MayHaveBeenSent ? InvalidateAsync : () => ValueTask.CompletedTask);
        }
        catch when (lines.MayHaveBeenSent)
        {
            await InvalidateAsync();
            throw;
        }

        // The gateway does not parse the import, so it invalidates the cached responses of all patients.
        ValueTask InvalidateAsync() => invalidator.InvalidateAsync(InvalidationKind.Changed, PatientTags.All);
    }

    private static async Task<UpstreamProblem> RefuseAsync(
        HttpResponseMessage response, IdleTimeout idle, TimeProvider time, Func<ValueTask> afterwards)
    {
        if (!UpstreamProblem.IsAnsweredWith(response.StatusCode))
        {
            throw await idle.RunAsync(token => UpstreamFailure.ReadAsync(response, time, token));
        }

        await afterwards();
        return await idle.RunAsync(token => UpstreamProblem.ReadAsync(response, token));
    }
}
