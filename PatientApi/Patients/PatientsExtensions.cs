using PatientApi.Contracts;
using PatientApi.Import;
using PatientApi.Listing;
using PatientApi.Validation;

namespace PatientApi.Patients;

/// <summary>The patients, as routes.</summary>
internal static class PatientsExtensions
{
    /// <summary>Adds what the routes need.</summary>
    public static TBuilder AddPatients<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSingleton<PatientValidator>();
        builder.Services.AddScoped<PatientStore>();
        return builder;
    }

    /// <summary>Maps all routes of <see cref="PatientRoutes"/>.</summary>
    public static WebApplication MapPatients(this WebApplication app)
    {
        var patients = app.MapGroup(PatientRoutes.Collection).WithTags("Patients");
        patients.MapGet(PatientRoutes.ById, PatientReads.GetAsync).WithName("GetPatient").WithSummary("Reads one patient");
        patients.MapGet("/", PatientList.ListAsync).WithName("ListPatients").WithSummary("Lists patients by last name, first name and id, or those whose names or external id begin with a text");
        patients.MapPost("/", PatientWrites.CreateAsync).WithName("CreatePatient").WithSummary("Creates a patient").WithBodyLimit();
        patients.MapPut(PatientRoutes.ById, PatientWrites.ReplaceAsync).WithName("ReplacePatient").WithSummary("Replaces a patient whose version is known (If-Match)").WithBodyLimit();
        patients.MapDelete(PatientRoutes.ById, PatientWrites.DeleteAsync).WithName("DeletePatient").WithSummary("Deletes a patient");
        patients.MapPut(PatientRoutes.ByExternalId, PatientWrites.UpsertAsync).WithName("UpsertPatient").WithSummary("Creates or replaces the patient of an external id").WithBodyLimit();
        patients.MapPost(PatientRoutes.Import, ImportEndpoint.ImportAsync).WithName("ImportPatients").WithSummary("Creates or replaces FHIR R4 patients, one a line");
        return app;
    }

    private static RouteHandlerBuilder WithBodyLimit(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(2 * JsonRules.MaximumBytes));
}
