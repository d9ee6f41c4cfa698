using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PatientApi.Batch;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Errors;
using PatientApi.Idempotency;
using PatientApi.Import;
using PatientApi.Listing;
using PatientApi.Model;
using PatientApi.Patients;
using PatientApi.Views;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Requests;
using ServiceDefaults.Shedding;

namespace PatientApi.Routing;

/// <summary>Registers and maps the routes of this service.</summary>
internal static class PatientEndpoints
{
    public static IHostApplicationBuilder AddPatients(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PatientValidator>();
        builder.Services.AddSingleton<PatientStore>();
        builder.Services.AddSingleton<PatientWriter>();
        builder.Services.AddSingleton<IWarmup, QueryWarmup>();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition =
                System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            // Deeper than the limit of details, so that validation can report details that are too deep.
            options.SerializerOptions.MaxDepth = PatientLimits.MaxReadableDepth;
            // If a field occurs twice, neither value can be trusted.
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        return builder;
    }

    public static WebApplication MapPatients(this WebApplication app)
    {
        var patients = app.MapGroup(PatientRoutes.Collection)
            .WithTags("Patients")
            .AddEndpointFilter<DatabaseReadyFilter>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        var reads = patients.MapGroup("").RequireScope(PatientScopes.Read);
        reads.MapReads();
        reads.MapViews();
        reads.MapBatch();
        var writes = patients.MapGroup("").RequireScope(PatientScopes.Write);
        if (app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ReadOnly)
        {
            writes.RefuseWrites();
            return app;
        }

        writes.MapWrites();
        writes.MapImport();
        return app;
    }

    private static void MapImport(this RouteGroupBuilder patients) =>
        patients.MapPost(PatientRoutes.Import, ImportEndpoint.ImportAsync)
            .WithName("ImportPatients")
            .WithCriticality(Criticality.Batch)
            .WithSummary("Import patients")
            .WithDescription("Creates or replaces patients from FHIR R4 NDJSON: one Patient resource per line, at most "
                + "1 MiB each. The resource's id becomes the externalId, the whole resource the details. "
                + "The response has one line for each line, in order, after the whole body was read; blank lines get "
                + "none. An invalid line does not affect the others. "
                + "Repeated with the same Idempotency-Key, the import resumes where it stopped and repeats the results "
                + "of the lines already stored.")
            .WithIdempotencyKey()
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<Stream>(ImportMediaTypes.Ndjson, ImportMediaTypes.PlainNdjson, ImportMediaTypes.FhirNdjson)
            .Produces<ImportLineResult>(contentType: ImportMediaTypes.Ndjson)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    // 405 and not 404, because the patient may exist.
    private static void RefuseWrites(this RouteGroupBuilder patients) => patients
        .MapMethods(
            "{**path}",
            [HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options],
            Problems.ReadOnly)
        .ExcludeFromDescription();

    private static void MapReads(this RouteGroupBuilder patients)
    {
        patients.MapGet("/", ListEndpoint.ListAsync)
            .WithName("ListPatients")
            .WithSummary("List patients")
            .WithDescription("Ordered by last name, first name and id; cursor pagination.")
            .ProducesValidationProblem();
        patients.MapGet(PatientRoutes.ById, PatientReads.GetAsync)
            .WithName("GetPatient")
            .WithSummary("Get patient")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        patients.MapGet(PatientRoutes.ByExternalId, PatientReads.GetByExternalIdAsync)
            .WithName("GetPatientByExternalId")
            .WithSummary("Get patient by externalId")
            .WithDescription("External ids are compared in Unicode normalization form C, trimmed and case-sensitive. "
                + "The response is that of a read by id.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
    }

    private static void MapWrites(this RouteGroupBuilder patients)
    {
        patients.MapPost("/", PatientWrites.CreateAsync)
            .WithName("CreatePatient")
            .WithSummary("Create patient")
            .AcceptsPatient()
            .TakesPreconditionsOfACollection()
            .Produces<PatientResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        patients.MapPut(PatientRoutes.ById, PatientWrites.ReplaceAsync)
            .WithName("ReplacePatient")
            .WithSummary("Replace patient")
            .WithDescription(
                "Replaces the version that If-Match names, or creates the patient under this id with If-None-Match: *.")
            .AcceptsPatient()
            .TakesPreconditions()
            .Produces<PatientResponse>()
            .Produces<PatientResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
        patients.MapPut(PatientRoutes.ByExternalId, PatientWrites.UpsertAsync)
            .WithName("UpsertPatient")
            .WithSummary("Upsert patient")
            .WithDescription("Creates the patient, or replaces the patient with this external id, atomically. Without "
                + "If-Match the last writer wins. If-Match creates nothing and overwrites no newer version; "
                + "If-None-Match: * overwrites nothing.")
            .AcceptsPatient()
            .TakesPreconditions()
            .Produces<PatientResponse>()
            .Produces<PatientResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        patients.MapDelete(PatientRoutes.ById, PatientWrites.DeleteAsync)
            .WithName("DeletePatient")
            .WithSummary("Delete patient")
            .ExecutesOnce()
            .TakesPreconditions()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static RouteHandlerBuilder AcceptsPatient(this RouteHandlerBuilder route) => route
        .ExecutesOnce()
        .WithMetadata(new RequestSizeLimitAttribute(PatientBody.MaxBytes))
        .Accepts<PatientRequest>(MediaTypeNames.Application.Json)
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
}
