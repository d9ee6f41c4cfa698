namespace ServiceDefaults.Requests;

/// <summary>
/// The UTF-8 byte order mark, which some editors and libraries write before a text. It is not part of the text (RFC 8259, 8.1 lets a reader ignore it), so
/// whoever reads, compares or digests a body takes it off first.
/// </summary>
public static class ByteOrderMark
{
    private static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    /// <summary>The text without the mark that it may begin with.</summary>
    /// <param name="text">The bytes of the text.</param>
    /// <returns>The same bytes, or those after one mark.</returns>
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> text) => text.Span.StartsWith(Utf8) ? text[Utf8.Length..] : text;
}
