using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Etags;
using PatientApi.Model;
using PatientApi.Patients;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Errors;
using ServiceDefaults.Shedding;

namespace PatientApi.Batch;

/// <summary>Endpoint that reads several patients with one query.</summary>
internal static class BatchEndpoint
{
    /// <summary>
    /// Maps the batch read. It is a GET with the ids in the query string: the method alone tells proxies that it is
    /// safe and may be sent again. A hundred ids take 3.7 KB, which every server accepts in a request line.
    /// </summary>
    public static void MapBatch(this RouteGroupBuilder patients) => patients.MapGet(PatientRoutes.Batch, GetAsync)
        .WithName("GetPatients")
        .WithCriticality(Criticality.Batch)
        .WithSummary("Get patients by id")
            .WithDescription("Each id gets one item in the response, in the order of the request.")
        .ProducesValidationProblem();

    private static async Task<Results<Ok<PatientBatch>, ProblemHttpResult>> GetAsync(
        [Description("1 to 100 ids, separated by commas. A repeated id gets a repeated item.")] string? ids,
        [Description("true to include the FHIR details; default false.")] string? includeDetails,
        HttpContext context,
        PatientStore store,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken)
    {
        var withDetails = false;
        var errors = new FieldErrors();
        errors.Add("ids", ErrorIn(ids, out var requested));
        errors.Add(
            "includeDetails",
            includeDetails is null || bool.TryParse(includeDetails, out withDetails) ? null : "Must be true or false.");
        if (errors.ToDictionary() is { Count: > 0 } faults)
        {
            return Problems.Invalid(faults);
        }

        var found =
            (await store.FindManyAsync(requested, withDetails, cancellationToken)).ToDictionary(patient => patient.Id);
        // As for one patient: no shared cache stores it, and a private cache must revalidate it.
        context.Response.GetTypedHeaders().CacheControl = new() { Private = true, NoCache = true };
        return TypedResults.Ok(new PatientBatch(BatchSize.Fit(
            requested.Select(id => found.TryGetValue(id, out var patient) ? Found(patient, withDetails) : Missing(id)),
            json.Value.SerializerOptions)));
    }

    private static string? ErrorIn(string? ids, out Guid[] requested)
    {
        requested = [];
        var texts = (ids ?? "").Split(',', PatientBatch.MaxIds + 1);
        if (ids is not { Length: > 0 } || texts.Length > PatientBatch.MaxIds)
        {
            return $"Must be 1 to {PatientBatch.MaxIds} ids, separated by commas.";
        }

        var parsed = new Guid[texts.Length];
        for (var index = 0; index < texts.Length; index++)
        {
            if (!Guid.TryParseExact(texts[index], "D", out parsed[index]))
            {
                return $"Must be UUIDs, separated by commas; number {index + 1} is none.";
            }
        }

        requested = parsed;
        return null;
    }

    private static PatientBatchItem Found(PatientRow patient, bool withDetails) => new()
    {
        Id = patient.Id,
        Status = StatusCodes.Status200OK,
        Etag = PatientETag.Of(patient.Version, withDetails ? PatientETag.Details : PatientETag.Basic).ToString(),
        Value = patient.ToResponse(),
    };

    private static PatientBatchItem Missing(Guid id)
    {
        var problem = Problems.NotFound().ProblemDetails;
        ProblemFields.Write(problem, ClassifiedErrors.NotFound);
        return new() { Id = id, Status = StatusCodes.Status404NotFound, Problem = problem };
    }
}
