using System.Text;

namespace PatientApi.Listing;

/// <summary>
/// The range of the texts that begin with a prefix, in the order of code points, which is that of the search keys'
/// collation.
/// </summary>
internal static class PrefixRange
{
    private const int LastCodePoint = 0x10FFFF;

    /// <summary>
    /// Returns the first text after all texts that begin with the prefix: its last character, replaced by the next.
    /// </summary>
    /// <param name="prefix">Prefix, not empty and without lone surrogates.</param>
    public static string EndOf(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == LastCodePoint)
        {
            // Nothing follows the last character of Unicode; the end is that of the text before it.
            runes.RemoveAt(runes.Count - 1);
        }

        return runes.Count == 0
            // No text is longer than a key, so this many last characters are after all of them.
            ? string.Concat(Enumerable.Repeat(new Rune(LastCodePoint), Model.SearchKey.MaxLength))
            : string.Concat(runes.SkipLast(1).Append(Next(runes[^1])));
    }

    // Surrogates are no characters.
    private static Rune Next(Rune rune) => rune.Value == 0xD7FF ? new(0xE000) : new(rune.Value + 1);
}
