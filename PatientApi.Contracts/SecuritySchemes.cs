using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PatientApi.Contracts;

/// <summary>Describes, in the OpenAPI document, the credentials of which each request needs one.</summary>
/// <param name="schemes">The names of the accepted schemes.</param>
public sealed class SecuritySchemes(IReadOnlyList<string> schemes) : IOpenApiDocumentTransformer
{
    /// <summary>An API key in the header <c>X-API-Key</c>.</summary>
    public const string ApiKey = "ApiKey";

    /// <summary>A token in <c>Authorization: Bearer</c>.</summary>
    public const string Bearer = "Bearer";

    /// <inheritdoc/>
    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components ??= new();
        document.Security ??= [];
        foreach (var scheme in schemes)
        {
            document.AddComponent(scheme, Describe(scheme));
            document.Security.Add(new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] });
        }

        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme Describe(string scheme) => scheme switch
    {
        ApiKey => new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-API-Key",
            Description = "An API key. In development it is in .data/development-api-key.",
        },
        Bearer => new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "There is no such scheme."),
    };
}
