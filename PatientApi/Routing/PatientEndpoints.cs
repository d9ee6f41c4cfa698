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
using ServiceDefaults.Idempotency;
using ServiceDefaults.Requests;

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
            options.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            // Deeper than the limit of details, so that validation can report details that are too deep.
            options.SerializerOptions.MaxDepth = PatientLimits.MaxReadableDepth;
            // If a field occurs twice, neither value can be trusted.
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        return builder;
    }

    public static WebApplication MapPatients(this WebApplication app)
    {
        var patients = app.MapGroup(PatientRoutes.Collection).WithTags("Patients").AddEndpointFilter<DatabaseReadyFilter>();
        patients.MapReads();
        patients.MapViews();
        patients.MapBatch();
        if (app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ReadOnly)
        {
            patients.RefuseWrites();
            return app;
        }

        patients.MapWrites();
        patients.MapImport();
        return app;
    }

    private static void MapImport(this RouteGroupBuilder patients) =>
        patients.MapPost(PatientRoutes.Import, ImportEndpoint.ImportAsync)
            .WithName("ImportPatients")
            .WithSummary("Create or replace many patients from FHIR R4 NDJSON.")
            .WithDescription("One Patient resource a line, of 1 MiB at most. The resource's id becomes the externalId, the whole resource the details. "
                + "Each line gets one line of answer, in order, once the whole body has been read; blank lines get none. A bad line leaves the others alone. "
                + "Repeated with the same Idempotency-Key, it goes on where it broke off, and says of each line what it said before.")
            .WithIdempotencyKey()
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<Stream>(ImportMediaTypes.Ndjson, ImportMediaTypes.PlainNdjson, ImportMediaTypes.FhirNdjson)
            .Produces<ImportLineResult>(contentType: ImportMediaTypes.Ndjson)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    // 405 and not 404, because the patient may exist.
    private static void RefuseWrites(this RouteGroupBuilder patients) => patients
        .MapMethods("{**path}", [HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options], Problems.ReadOnly)
        .ExcludeFromDescription();

    private static void MapReads(this RouteGroupBuilder patients)
    {
        patients.MapGet("/", ListEndpoint.ListAsync)
            .WithName("ListPatients")
            .WithSummary("List patients by last name, first name and id, a page at a time.")
            .ProducesValidationProblem();
        patients.MapGet(PatientRoutes.ById, PatientReads.GetAsync)
            .WithName("GetPatient")
            .WithSummary("Read one patient.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        patients.MapGet(PatientRoutes.ByExternalId, PatientReads.GetByExternalIdAsync)
            .WithName("GetPatientByExternalId")
            .WithSummary("Get patient by external id")
            .WithDescription("The external id is compared in Unicode normal form NFC, without surrounding blanks, and with regard to case. The answer is that of a read by id.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
    }

    private static void MapWrites(this RouteGroupBuilder patients)
    {
        patients.MapPost("/", PatientWrites.CreateAsync)
            .WithName("CreatePatient")
            .WithSummary("Create a patient.")
            .AcceptsPatient()
            .TakesPreconditionsOfACollection()
            .Produces<PatientResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        patients.MapPut(PatientRoutes.ById, PatientWrites.ReplaceAsync)
            .WithName("ReplacePatient")
            .WithSummary("Replace a patient in the version that If-Match names, or create it under this id with If-None-Match: *.")
            .AcceptsPatient()
            .TakesPreconditions()
            .Produces<PatientResponse>()
            .Produces<PatientResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
        patients.MapPut(PatientRoutes.ByExternalId, PatientWrites.UpsertAsync)
            .WithName("UpsertPatient")
            .WithSummary("Create a patient, or replace the one of this external id.")
            .WithDescription("Atomic. Without If-Match the last writer wins; with it, nothing is created and no newer version is overwritten; with If-None-Match: * nothing is.")
            .AcceptsPatient()
            .TakesPreconditions()
            .Produces<PatientResponse>()
            .Produces<PatientResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        patients.MapDelete(PatientRoutes.ById, PatientWrites.DeleteAsync)
            .WithName("DeletePatient")
            .WithSummary("Delete a patient.")
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
