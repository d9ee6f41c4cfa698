namespace ServiceDefaults.Caching;

/// <summary>The key of a cached response. Both parts are hashes and reveal nothing.</summary>
/// <param name="Tag">The hashed name of the cache tag (<see cref="IFallbackCache.NameOf"/>).</param>
/// <param name="Name">
/// A hash of what distinguishes responses with the same tag: operation, projection, the caller's tenant and view.
/// </param>
public readonly record struct CachedResponseKey(string Tag, string Name);
