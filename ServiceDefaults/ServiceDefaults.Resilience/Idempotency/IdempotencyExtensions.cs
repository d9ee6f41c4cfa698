using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Idempotency.Internal;

namespace ServiceDefaults.Idempotency;

/// <summary>Endpoints that take a key.</summary>
public static class IdempotencyExtensions
{
    /// <summary>
    /// Reads the header <c>Idempotency-Key</c> and says it back with every answer, also with a failure, so that whoever gets no more than headers knows
    /// what to repeat the write with. A header that is no key is 400.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <param name="makeMissing">Whether a key is made for a write that has none. Default <see langword="false"/>: it is then done as often as it is sent.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder TakesIdempotencyKey<TBuilder>(this TBuilder route, bool makeMissing = false) where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new IdempotencyKeyFilter(makeMissing)).WithMetadata(new IdempotencyKeyMetadata(makeMissing));

    /// <summary>The key of the request that is being served.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The key, or <see langword="null"/> when the route takes none or the caller sent none.</returns>
    public static string? GetIdempotencyKey(this HttpContext http) => http.Features.Get<IdempotencyKeyFeature>()?.Key;
}

/// <summary>Says of an endpoint that it takes a key, for those who describe it.</summary>
/// <param name="IsMadeWhenMissing">Whether the endpoint makes a key where there is none.</param>
public sealed record IdempotencyKeyMetadata(bool IsMadeWhenMissing);
