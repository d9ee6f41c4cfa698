using System.Text.Json.Serialization;
using PatientApi.Contracts;
using PatientGateway.Import;
using PatientGateway.Routing;
using ServiceDefaults.Authorization;

namespace PatientGateway.Patients;

/// <summary>Maps the patient routes of the gateway.</summary>
internal static class PatientEndpoints
{
    /// <summary>
    /// Adds the reads with their fallbacks, and configures JSON: null properties are omitted from responses.
    /// </summary>
    public static IHostApplicationBuilder AddPatients(this IHostApplicationBuilder builder)
    {
        builder.AddPatientFallbacks();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.MaxDepth = PatientLimits.MaxReadableDepth;
        });
        return builder;
    }

    /// <summary>Maps all patient routes under <see cref="GatewayRoutes.Patients"/>.</summary>
    public static void MapPatients(this IEndpointRouteBuilder app)
    {
        var patients = app.MapGatewayGroup(GatewayRoutes.Patients, "Patients")
            .ProducesProblem(StatusCodes.Status502BadGateway);

        patients.MapGroup("").RequireScope(PatientScopes.Read).MapPatientReads();
        var writes = patients.MapGroup("").RequireScope(PatientScopes.Write);
        writes.MapPatientWrites();
        writes.MapPatientImport();
    }
}
