using System.Text.Json;

namespace ServiceDefaults.Fallback;

/// <summary>
/// Serializes plain values as JSON. <see langword="null"/> means that the requested resource does not exist.
/// </summary>
/// <typeparam name="TResult">Type of the value.</typeparam>
/// <param name="version">Gets the version of a value. If omitted, every response is written to the cache.</param>
/// <param name="options">The JSON options; the default is <see cref="JsonSerializerOptions.Web"/>.</param>
/// <param name="whenNull">
/// What the cache does with <see langword="null"/>. The default is a tombstone for the cache tag of the operation. Pass
/// <see cref="CacheDecision.Skip"/> where the tag names a resource of another service, such as the patient of a
/// laboratory result: that a patient has no results must not erase the patient.
/// </param>
public sealed class JsonResultSerializer<TResult>(
    Func<TResult, string?>? version = null,
    JsonSerializerOptions? options = null,
    CacheDecision whenNull = CacheDecision.Tombstone) : IResultSerializer<TResult?>
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <inheritdoc/>
    public CacheDecision Decide(TResult? result) => result is null ? whenNull : CacheDecision.Store;

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
