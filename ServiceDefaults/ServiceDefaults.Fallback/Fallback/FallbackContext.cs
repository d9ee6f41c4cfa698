using ServiceDefaults.Caching;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Fallback;

/// <summary>A request with its caller, and the key under which its response is cached and shared.</summary>
/// <typeparam name="TRequest">Type of the request.</typeparam>
/// <param name="Request">The request.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Key">
/// The key of the response: operation, cache tag, projection, and the caller's tenant and view, as hashes.
/// </param>
/// <param name="AllTag">The hashed name of the tag that covers all resources of the kind.</param>
/// <param name="Options">The settings of the operation.</param>
public sealed record FallbackContext<TRequest>(
    TRequest Request, ICallerContext Caller, CachedResponseKey Key, string AllTag, FallbackOptions Options);
