using PatientApi.Contracts;
using Scalar.AspNetCore;

namespace PatientApi.Documentation;

/// <summary>
/// OpenAPI description of this service at <c>/openapi/v1.json</c>, and its reference page at <c>/scalar</c>.
/// </summary>
internal static class DocumentationExtensions
{
    public static IHostApplicationBuilder AddApiDocumentation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(options =>
            options.AddOperationTransformer<IdempotencyKeyParameter>().AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "Patient API";
                document.Info.Description =
                    "Stores the patients. A write of an existing patient names the version it replaces in If-Match.";
                return Task.CompletedTask;
            }));
        return builder;
    }

    public static WebApplication MapApiDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference();
        return app;
    }
}
