using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace PatientGateway.Documentation;

/// <summary>
/// Adds response headers to the OpenAPI document: those in a route's <see cref="ResponseHeaders"/>, and
/// <c>Retry-After</c>.
/// </summary>
internal sealed class ResponseHeadersTransformer : IOpenApiOperationTransformer
{
    private const string ComeAgain = "Seconds to wait before the next request.";

    private static readonly HashSet<string> Passing = new(["202", "409", "429", "503", "504"], StringComparer.Ordinal);

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var named = context.Description.ActionDescriptor.EndpointMetadata.OfType<ResponseHeaders>()
            .LastOrDefault()?.Headers ?? [];
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status is ['2' or '3', ..])
            {
                Add(response, named);
            }

            if (Passing.Contains(status))
            {
                Add(response, [(HeaderNames.RetryAfter, ComeAgain)]);
            }
        }

        return Task.CompletedTask;
    }

    private static void Add(IOpenApiResponse response, IReadOnlyList<(string Name, string Meaning)> headers)
    {
        if (response is OpenApiResponse described)
        {
            described.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            foreach (var (name, meaning) in headers)
            {
                described.Headers[name] = new OpenApiHeader
                {
                    Description = meaning,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String }
                };
            }
        }
    }
}
