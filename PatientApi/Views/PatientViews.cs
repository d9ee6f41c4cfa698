using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Etags;
using PatientApi.Patients;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Http;
using ServiceDefaults.Shedding;

namespace PatientApi.Views;

/// <summary>
/// Endpoints with other views of one patient. Those that read the details are optional: they can fail while the patient
/// itself can be read.
/// </summary>
internal static class PatientViews
{
    private const int DigestBytes = 8;

    private static readonly CacheControlHeaderValue Private = new() { Private = true, NoCache = true };

    public static void MapViews(this RouteGroupBuilder patients)
    {
        patients.MapGet(PatientRoutes.Summary, GetSummaryAsync)
            .WithName("GetPatientSummary")
            .WithSummary("Get patient summary")
            .ProducesProblem(StatusCodes.Status404NotFound);
        patients.MapGet(PatientRoutes.Enriched, GetEnrichedAsync)
            .WithName("GetEnrichedPatient")
            .WithSummary("Get enriched patient")
            .WithDescription("The patient with language, marital status and address from the FHIR details.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        patients.MapGet(PatientRoutes.Recommendations, GetRecommendationsAsync)
            .WithName("GetPatientRecommendations")
            .WithCriticality(Criticality.Extra)
            .WithSummary("Get recommendations")
            .WithDescription(
                "Hints for the front desk, such as an interpreter or a missing address. No medical advice.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<PatientSummary>, StatusCodeHttpResult, ProblemHttpResult>> GetSummaryAsync(
        Guid id, HttpContext context, PatientStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, includeDetails: false, cancellationToken) is { } patient
            ? Respond(context, patient.Version, PatientETag.Summary, () => new PatientSummary
            {
                Id = patient.Id,
                ExternalId = patient.ExternalId,
                Name = $"{patient.FirstName} {patient.LastName}",
                BirthDate = patient.BirthDate,
                UpdatedAt = patient.UpdatedAt,
            })
            : Problems.NotFound();

    private static async Task<Results<Ok<EnrichedPatient>, StatusCodeHttpResult, ProblemHttpResult>> GetEnrichedAsync(
        Guid id, HttpContext context, PatientStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await store.FindLowPriorityAsync(id, cancellationToken) is not { } patient)
        {
            return Problems.NotFound();
        }

        // An address may start or end to be in use without a write, so the entity tag needs more than the version.
        var enrichment = FhirDetails.Read(patient.Details, clock.GetUtcNow());
        return Respond(
            context,
            patient.Version,
            PatientETag.Enriched,
            () => new EnrichedPatient
            {
                Patient = (patient with { Details = null }).ToResponse(),
                Enrichment = enrichment
            },
            DigestOf(enrichment));
    }

    private static string DigestOf(PatientEnrichment enrichment) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(enrichment)).AsSpan(0, DigestBytes));

    // No entity tag, because the content also changes with the date.
    private static async Task<Results<Ok<PatientRecommendations>, ProblemHttpResult>> GetRecommendationsAsync(
        Guid id, HttpContext context, PatientStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        context.Response.GetTypedHeaders().CacheControl = Private;
        return await store.FindLowPriorityAsync(id, cancellationToken) is { } patient
            ? TypedResults.Ok(Recommendations.For(patient, clock.GetUtcNow()))
            : Problems.NotFound();
    }

    private static Results<Ok<T>, StatusCodeHttpResult, ProblemHttpResult> Respond<T>(
        HttpContext context, Guid version, char projection, Func<T> make, string content = "")
    {
        var tag = PatientETag.Of(version, projection, content);
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = Private;
        return IfNoneMatch.Includes(context.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(make());
    }
}
