using System.Text.Json;

namespace ServiceDefaults.Fallback;

/// <summary>
/// Serializes plain values as JSON. <see langword="null"/> means that the requested resource does not exist.
/// </summary>
/// <typeparam name="TResult">Type of the value.</typeparam>
/// <param name="version">Gets the version of a value. If omitted, every response is written to the cache.</param>
/// <param name="options">The JSON options; the default is <see cref="JsonSerializerOptions.Web"/>.</param>
public sealed class JsonResultSerializer<TResult>(
    Func<TResult, string?>? version = null, JsonSerializerOptions? options = null) : IResultSerializer<TResult?>
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <inheritdoc/>
    public CacheDecision Decide(TResult? result) => result is null ? CacheDecision.Tombstone : CacheDecision.Store;

    /// <inheritdoc/>
    public string? VersionOf(TResult? result) => version?.Invoke(result!);

    /// <inheritdoc/>
    public IEnumerable<CacheTag> TagsOf(TResult? result) => [];

    /// <inheritdoc/>
    public byte[] Write(TResult? result) => JsonSerializer.SerializeToUtf8Bytes(result, _options);

    /// <inheritdoc/>
    public TResult? Read(ReadOnlyMemory<byte> payload, string? version) =>
        JsonSerializer.Deserialize<TResult>(payload.Span, _options);

    /// <inheritdoc/>
    public TResult? Erased() => default;
}
