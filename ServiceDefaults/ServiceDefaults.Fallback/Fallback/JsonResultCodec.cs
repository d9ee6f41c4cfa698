using System.Text.Json;

namespace ServiceDefaults.Fallback;

/// <summary>Answers that are plain values, written as JSON. <see langword="null"/> says that what was asked for does not exist.</summary>
/// <typeparam name="TResult">The value.</typeparam>
/// <param name="version">What tells one version of a value from another; left out, every answer is written anew.</param>
/// <param name="options">How JSON is written; left out, as the web does.</param>
public sealed class JsonResultCodec<TResult>(Func<TResult, string?>? version = null, JsonSerializerOptions? options = null) : IResultCodec<TResult?>
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <inheritdoc/>
    public CopyDecision Decide(TResult? result) => result is null ? CopyDecision.Erase : CopyDecision.Keep;

    /// <inheritdoc/>
    public string? VersionOf(TResult? result) => version?.Invoke(result!);

    /// <inheritdoc/>
    public IEnumerable<Subject> SubjectsOf(TResult? result) => [];

    /// <inheritdoc/>
    public byte[] Write(TResult? result) => JsonSerializer.SerializeToUtf8Bytes(result, _options);

    /// <inheritdoc/>
    public TResult? Read(ReadOnlyMemory<byte> payload, string? version) => JsonSerializer.Deserialize<TResult>(payload.Span, _options);

    /// <inheritdoc/>
    public TResult? Erased() => default;
}
