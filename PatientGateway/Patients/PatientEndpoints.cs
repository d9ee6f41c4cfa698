using System.Text.Json.Serialization;
using PatientApi.Contracts;
using PatientGateway.Import;
using PatientGateway.Routing;

namespace PatientGateway.Patients;

/// <summary>The patient API as callers of the gateway see it.</summary>
internal static class PatientEndpoints
{
    /// <summary>Adds the reads with their fallbacks, and writes patients as the contract has it: what is not known, or was not asked for, is absent instead of null.</summary>
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

    /// <summary>Maps every route of the API under <see cref="GatewayRoutes.Patients"/>.</summary>
    public static void MapPatients(this IEndpointRouteBuilder app)
    {
        var patients = app.MapGroup(GatewayRoutes.Patients)
            .WithTags("Patients")
            .KeepOutOfCaches()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);

        patients.MapPatientReads();
        patients.MapPatientWrites();
        patients.MapPatientImport();
    }
}
