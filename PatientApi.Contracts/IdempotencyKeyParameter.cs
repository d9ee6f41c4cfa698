using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Idempotency;

namespace PatientApi.Contracts;

/// <summary>Adds the <c>Idempotency-Key</c> header to the OpenAPI description of routes that accept one.</summary>
public sealed class IdempotencyKeyParameter : IOpenApiOperationTransformer
{
    private const string Meaning = "The caller's name for this write, 1 to 255 visible ASCII characters, or a string in quotes: sent again with the same key it is not done again, and gets the first answer. Kept for 24 hours.";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IdempotencyKeyMetadata>().LastOrDefault() is { } key)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyHeaders.Key,
                In = ParameterLocation.Header,
                Description = key.IsMadeWhenMissing ? $"{Meaning} One is made where it is left out, and returned." : Meaning,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdempotencyKey.MaxLength },
            });
        }

        return Task.CompletedTask;
    }
}
