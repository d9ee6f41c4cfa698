using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PatientApi.Contracts;

/// <summary>
/// Computes the bytes by which both services recognise a repeated patient body under an idempotency key. Bodies that
/// differ only in characters that are trimmed from their fields, or in how letters are composed, count as the same
/// write.
/// </summary>
public static class CanonicalBody
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Returns the body with the text fields of the patient in their stored form and every other byte unchanged. A body
    /// that has nothing to trim, or that is not JSON, is returned unchanged.
    /// </summary>
    /// <param name="body">Body of a request.</param>
    /// <returns>The bytes to compare.</returns>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> body)
    {
        var json = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        try
        {
            return Rewrite(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a lone surrogate in a text: reading the body rejects it later.
            return body;
        }
    }

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, AnyDepth);
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }
                || FormOf(reader.GetString()!) is not { } form)
            {
                continue;
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                continue;
            }

            var (start, end) = ((int)reader.TokenStartIndex + 1, (int)reader.BytesConsumed - 1);
            var text = JsonEncodedText.Encode(
                form(reader.GetString()!), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
            if (text.SequenceEqual(json.Span[start..end]))
            {
                continue;
            }

            output ??= new ArrayBufferWriter<byte>(json.Length);
            output.Write(json.Span[copied..start]);
            output.Write(text);
            copied = end;
        }

        if (output is null)
        {
            return json;
        }

        output.Write(json.Span[copied..]);
        return output.WrittenMemory;
    }

    // The serializer ignores the case of property names, too.
    private static Func<string, string>? FormOf(string field) =>
        Is(field, nameof(PatientRequest.ExternalId)) ? PatientText.NormalizeExternalId
        : Is(field, nameof(PatientRequest.FirstName)) || Is(field, nameof(PatientRequest.LastName))
            || Is(field, nameof(PatientRequest.Email)) || Is(field, nameof(PatientRequest.Phone))
            ? PatientText.Normalize
        : null;

    private static bool Is(string field, string name) => field.Equals(name, StringComparison.OrdinalIgnoreCase);
}
