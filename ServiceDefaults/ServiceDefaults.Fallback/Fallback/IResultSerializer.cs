namespace ServiceDefaults.Fallback;

/// <summary>What the cache does with a response.</summary>
public enum CacheDecision
{
    /// <summary>The cache skips the response, which cannot be reused.</summary>
    Skip,

    /// <summary>The cache stores the response.</summary>
    Store,

    /// <summary>
    /// The cache stores a tombstone: the resource does not exist any more, so all its cached responses are outdated.
    /// </summary>
    Tombstone,
}

/// <summary>Decides which responses are cached, and serializes them.</summary>
/// <typeparam name="TResult">Type of the response.</typeparam>
public interface IResultSerializer<TResult>
{
    /// <summary>Decides what the cache does with a response of the primary source.</summary>
    /// <param name="result">The response.</param>
    /// <returns>The decision.</returns>
    CacheDecision Decide(TResult result);

    /// <summary>Gets the version of a response, such as an entity tag.</summary>
    /// <param name="result">The response, which is to be cached.</param>
    /// <returns>The version, or <see langword="null"/> when the response has none.</returns>
    string? VersionOf(TResult result);

    /// <summary>
    /// Gets the cache tags that the response has besides that of the request. They are known only from the response.
    /// </summary>
    /// <param name="result">The response, which is to be cached.</param>
    /// <returns>The further tags.</returns>
    IEnumerable<CacheTag> TagsOf(TResult result);

    /// <summary>Serializes a response.</summary>
    /// <param name="result">The response, which is to be cached.</param>
    /// <returns>Its bytes.</returns>
    byte[] Write(TResult result);

    /// <summary>Deserializes a response.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="version">Its version.</param>
    /// <returns>The response.</returns>
    TResult Read(ReadOnlyMemory<byte> payload, string? version);

    /// <summary>Creates the response for a tombstone.</summary>
    /// <returns>The response.</returns>
    TResult Erased();
}
