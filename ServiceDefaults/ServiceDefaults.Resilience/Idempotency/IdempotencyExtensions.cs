using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Idempotency.Internal;

namespace ServiceDefaults.Idempotency;

/// <summary>Adds idempotency keys to endpoints.</summary>
public static class IdempotencyExtensions
{
    /// <summary>
    /// Reads the header <c>Idempotency-Key</c> and returns it with every response, also with a failure, so that a
    /// caller that sees only headers can repeat the write with it. An invalid header is 400.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <param name="makeMissing">
    /// Whether a key is created for a write that has none. Default <see langword="false"/>: such a write is executed as
    /// often as it is sent.
    /// </param>
    /// <returns>The same builder.</returns>
    public static TBuilder WithIdempotencyKey<TBuilder>(this TBuilder route, bool makeMissing = false)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new IdempotencyKeyFilter(makeMissing))
            .WithMetadata(new IdempotencyKeyMetadata(makeMissing));

    /// <summary>Gets the idempotency key of the current request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The key, or <see langword="null"/> when the route takes none or the caller sent none.</returns>
    public static string? GetIdempotencyKey(this HttpContext http) => http.Features.Get<IdempotencyKeyFeature>()?.Key;
}

/// <summary>Marks an endpoint that accepts an idempotency key, for API descriptions.</summary>
/// <param name="IsMadeWhenMissing">Whether the endpoint creates a missing key.</param>
public sealed record IdempotencyKeyMetadata(bool IsMadeWhenMissing);
