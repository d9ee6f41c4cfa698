namespace ServiceDefaults.Globalization;

/// <summary>
/// Removes the UTF-8 byte order mark, which some editors and libraries write before a text. It is not part of the text
/// (RFC 8259, 8.1 lets a reader ignore it), so code that reads, compares or hashes a body removes it first.
/// </summary>
public static class ByteOrderMark
{
    private static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns the text without a leading byte order mark.</summary>
    /// <param name="text">The bytes of the text.</param>
    /// <returns>The same bytes, or those after the mark.</returns>
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(Utf8) ? text[Utf8.Length..] : text;
}
