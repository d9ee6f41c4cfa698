namespace ServiceDefaults.Caching;

/// <summary>The key of a cached response. Both parts are hashes and reveal nothing.</summary>
/// <param name="Subject">The hashed name of the cache tag (<see cref="ICopyStore.NameOf"/>).</param>
/// <param name="Name">
/// A hash of what distinguishes responses with the same tag: operation, projection, the caller's rights.
/// </param>
public readonly record struct CopyKey(string Subject, string Name);
