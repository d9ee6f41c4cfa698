using PatientApi.Contracts;
using Scalar.AspNetCore;

namespace PatientGateway.Documentation;

/// <summary>Adds the OpenAPI document and its interactive reference.</summary>
internal static class DocumentationExtensions
{
    /// <summary>Adds the OpenAPI document.</summary>
    public static IHostApplicationBuilder AddDocumentation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(options => options.AddOperationTransformer<IdempotencyKeyParameter>()
            .AddOperationTransformer<ResponseHeadersTransformer>().AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Patient gateway";
            document.Info.Description = "The public entry point of the patient system: the routes of the patient API, "
                + "with fallbacks while it is unavailable.";
            return Task.CompletedTask;
        }));
        return builder;
    }

    /// <summary>Maps <c>/openapi/v1.json</c> and the interactive reference at <c>/scalar</c>.</summary>
    public static void MapDocumentation(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", options => options.WithTitle("Patient gateway").DisableDefaultFonts());
    }
}
