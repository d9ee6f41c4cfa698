using Scalar.AspNetCore;

namespace PatientApi.OpenApi;

/// <summary>The OpenAPI document, and the page to try it out on.</summary>
internal static class ApiReferenceExtensions
{
    /// <summary>Adds the document.</summary>
    public static TBuilder AddApiReference<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOpenApi();
        return builder;
    }

    /// <summary>Maps the document (<c>/openapi/v1.json</c>) and the page (<c>/scalar</c>), in Development only.</summary>
    public static WebApplication MapApiReference(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapOpenApi();
            app.MapScalarApiReference();
        }

        return app;
    }
}
