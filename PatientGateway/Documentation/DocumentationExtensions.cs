using PatientApi.Contracts;
using Scalar.AspNetCore;
using ServiceDefaults.Authorization;

namespace PatientGateway.Documentation;

/// <summary>Adds the OpenAPI document and its interactive reference.</summary>
internal static class DocumentationExtensions
{
    private const string DevelopmentKey = "Documentation:ApiKey";

    /// <summary>Adds the OpenAPI document.</summary>
    public static IHostApplicationBuilder AddDocumentation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(options => options.AddOperationTransformer<IdempotencyKeyParameter>()
            .AddOperationTransformer<ResponseHeadersTransformer>()
            .AddDocumentTransformer(new SecuritySchemes([SecuritySchemes.ApiKey, SecuritySchemes.Bearer]))
            .AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Patient gateway";
            document.Info.Description = "The public entry point of the patient system: the routes of the patient API, "
                + "with fallbacks while it is unavailable.";
            return Task.CompletedTask;
        }));
        return builder;
    }

    /// <summary>
    /// Maps <c>/openapi/v1.json</c> and the interactive reference at <c>/scalar</c>: open in development, where the
    /// reference sends the development key; elsewhere for operators.
    /// </summary>
    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi().RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin);
        // A group, because the scope of the page is not that of its scripts.
        var reference = app.MapGroup("").RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin);
        reference.MapScalarApiReference("/scalar", options => options
            .WithTitle("Patient gateway")
            .DisableDefaultFonts()
            .AddPreferredSecuritySchemes(SecuritySchemes.ApiKey)
            .AddApiKeyAuthentication(
                SecuritySchemes.ApiKey,
                scheme => scheme.Value = app.Environment.IsDevelopment() ? app.Configuration[DevelopmentKey] : null));
    }
}
