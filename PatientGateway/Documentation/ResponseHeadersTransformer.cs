using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.InboundLimits;

namespace PatientGateway.Documentation;

/// <summary>
/// Adds response headers to the OpenAPI document: those in a route's <see cref="ResponseHeaders"/>, those of the
/// inbound limits on every response, <c>Retry-After</c>, and on 503 the criticality that was shed.
/// </summary>
internal sealed class ResponseHeadersTransformer : IOpenApiOperationTransformer
{
    private const string ComeAgain = "Seconds to wait before the next request.";

    private static readonly (string Name, string Meaning)[] Limits =
    [
        (RateLimitHeaders.Policy, "Every limit of the caller: its name, permits (q) and period in seconds (w)."),
        (RateLimitHeaders.State, "Permits left of every limit (r), and seconds until there is one more (t)."),
        (RateLimitHeaders.Limit, "Permits of the limit with the fewest left."),
        (RateLimitHeaders.Remaining, "Permits left of that limit."),
        (RateLimitHeaders.Reset, "Unix time at which that limit has one permit more."),
    ];

    private static readonly HashSet<string> Passing = new(["202", "409", "429", "503", "504"], StringComparer.Ordinal);

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var named = context.Description.ActionDescriptor.EndpointMetadata.OfType<ResponseHeaders>()
            .LastOrDefault()?.Headers ?? [];
        foreach (var (status, response) in operation.Responses ?? [])
        {
            Add(response, Limits);
            if (status is "503")
            {
                Add(response, [(CriticalityHeaders.Shed, "Criticality of the request, if the service sheds such.")]);
            }

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
