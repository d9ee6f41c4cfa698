using Microsoft.Net.Http.Headers;
using ServiceDefaults.Fallback;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Documentation;

/// <summary>
/// Headers that a route's successful responses carry: metadata of the route, for the OpenAPI document.
/// </summary>
/// <param name="Headers">The headers and their descriptions.</param>
internal sealed record ResponseHeaders(params IReadOnlyList<(string Name, string Meaning)> Headers)
{
    private static readonly (string, string) Version =
        (HeaderNames.ETag, "Version of the patient, for If-Match and If-None-Match.");

    private static readonly (string, string)[] Source =
    [
        (FallbackHeaders.Source, "Source of the response: primary, fallback, cache or default."),
        (HeaderNames.Age, "Seconds since the as-of time of the data; of a default value, since it was made."),
        (FallbackHeaders.Degraded, "true unless the response is from the primary source or a fresh cached one."),
    ];

    /// <summary>Headers of a read of one patient.</summary>
    public static ResponseHeaders OfRead { get; } = new([.. Source, Version]);

    /// <summary>Headers of a read of several patients.</summary>
    public static ResponseHeaders OfReads { get; } = new(Source);

    /// <summary>Headers of a write.</summary>
    public static ResponseHeaders OfWrite { get; } = new(
        (IdempotencyHeaders.Key, "Key to repeat the write with."),
        (IdempotencyHeaders.Replayed, "true where it was done before, and this is the answer of that time."),
        (HeaderNames.Location, "URL of the new patient; after 202, URL of the operation."),
        Version);
}
