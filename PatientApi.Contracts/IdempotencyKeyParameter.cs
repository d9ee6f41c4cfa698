using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Idempotency;

namespace PatientApi.Contracts;

/// <summary>Adds the <c>Idempotency-Key</c> header to the OpenAPI description of routes that accept one.</summary>
public sealed class IdempotencyKeyParameter : IOpenApiOperationTransformer
{
    private const string Meaning = "Identifies this write: 1 to 255 visible ASCII characters, or a quoted string. A "
        + "repeated request with the same key is not executed again; it gets the first response. Kept for 24 hours.";

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IdempotencyKeyMetadata>()
            .LastOrDefault() is { } key)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyHeaders.Key,
                In = ParameterLocation.Header,
                Description = key.IsMadeWhenMissing
                    ? $"{Meaning} The server creates one if it is missing and returns it."
                    : Meaning,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdempotencyKey.MaxLength },
            });
        }

        return Task.CompletedTask;
    }
}
