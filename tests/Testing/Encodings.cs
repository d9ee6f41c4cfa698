using System.IO.Compression;

namespace Testing;

/// <summary>Bodies in the content codings of HTTP.</summary>
internal static class Encodings
{
    public static byte[] Encode(string encoding, byte[] body)
    {
        using var encoded = new MemoryStream();
        using (var stream = Open(encoding, encoded))
        {
            stream.Write(body);
        }

        return encoded.ToArray();
    }

    /// <summary>A body of one kind of byte, which is small on the wire.</summary>
    public static byte[] Bomb(string encoding, int bytes, byte of = (byte)' ') => Encode(
        encoding, Enumerable.Repeat(of, bytes).ToArray());

    public static ByteArrayContent Content(byte[] encoded, string? encoding, string mediaType = "application/json")
    {
        var content = new ByteArrayContent(encoded) { Headers = { ContentType = new(mediaType) } };
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding is null ? [] : [encoding]);
        return content;
    }

    private static Stream Open(string encoding, Stream encoded) => encoding.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
        "DEFLATE" => new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
        "BR" => new BrotliStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
        _ => throw new ArgumentException("Not a coding of these tests.", nameof(encoding)),
    };
}
