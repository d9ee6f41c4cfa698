using PatientApi.Contracts;
using Scalar.AspNetCore;
using ServiceDefaults.Authorization;

namespace PatientApi.Documentation;

/// <summary>
/// OpenAPI description of this service at <c>/openapi/v1.json</c>, and its reference page at <c>/scalar</c>.
/// </summary>
internal static class DocumentationExtensions
{
    private const string DevelopmentToken = "Documentation:Token";

    public static IHostApplicationBuilder AddApiDocumentation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(options =>
            options.AddOperationTransformer<IdempotencyKeyParameter>()
                .AddDocumentTransformer(new SecuritySchemes([SecuritySchemes.Bearer]))
                .AddDocumentTransformer((document, _, _) =>
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
        app.MapOpenApi().RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin);
        // A group, because the scope of the page is not that of its scripts.
        var reference = app.MapGroup("").RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin);
        reference.MapScalarApiReference(options => options
            .AddPreferredSecuritySchemes(SecuritySchemes.Bearer)
            .AddHttpAuthentication(
                SecuritySchemes.Bearer,
                scheme => scheme.Token = app.Environment.IsDevelopment() ? app.Configuration[DevelopmentToken] : null));
        return app;
    }
}
