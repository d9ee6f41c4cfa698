using System.Text;

namespace PatientApi.Contracts;

/// <summary>
/// Normalises the text fields of a patient, as both services compare and store them. Leading and trailing invisible
/// characters are removed: white space, and characters that Unicode calls ignorable. Inside a text they are kept,
/// because Persian and Indic names are spelt with joiners.
/// </summary>
public static class PatientText
{
    /// <summary>Removes white space and invisible characters from both ends.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The trimmed text; empty if it has no visible character.</returns>
    public static string Trim(string text)
    {
        var start = 0;
        while (start < text.Length && IsInvisible(RuneAt(text, start)))
        {
            start += RuneAt(text, start).Utf16SequenceLength;
        }

        var end = text.Length;
        while (end > start && RuneBefore(text, end) is var last && IsInvisible(last)
            && !IsPartOfALetter(text, start, end, last))
        {
            end -= last.Utf16SequenceLength;
        }

        return text[start..end];
    }

    /// <summary>
    /// Converts a text to the form in which it is validated and stored: trimmed and composed, so that a letter has the
    /// same length whichever keyboard sent it. It is the Unicode normal form NFC, except that compatibility ideographs
    /// stay: NFC would replace the character of a Japanese name by another one.
    /// </summary>
    /// <param name="text">A name, e-mail address or telephone number from a request.</param>
    /// <returns>The normalised text; empty if it has no visible character.</returns>
    public static string Normalize(string text)
    {
        var trimmed = Trim(text);
        if (Ascii.IsValid(trimmed) || HasLoneSurrogate(trimmed))
        {
            return trimmed;
        }

        // Ideographs combine with nothing, so the text between two of them can be composed alone.
        var (composed, start, index) = (new StringBuilder(trimmed.Length), 0, 0);
        foreach (var rune in trimmed.EnumerateRunes())
        {
            var next = index + rune.Utf16SequenceLength;
            if (IsCompatibilityIdeograph(rune))
            {
                composed.Append(trimmed[start..index].Normalize(NormalizationForm.FormC)).Append(rune);
                start = next;
            }

            index = next;
        }

        return composed.Append(trimmed[start..].Normalize(NormalizationForm.FormC)).ToString();
    }

    /// <summary>
    /// Converts an external id to the form in which it is stored and compared: trimmed, and in the Unicode normal form
    /// NFC, so that composed and decomposed letters are equal. Case is significant.
    /// </summary>
    /// <param name="text">External id from a request.</param>
    /// <returns>The normalised external id.</returns>
    public static string NormalizeExternalId(string text)
    {
        var trimmed = Trim(text);
        return HasLoneSurrogate(trimmed) ? trimmed : trimmed.Normalize(NormalizationForm.FormC);
    }

    /// <summary>
    /// Returns whether a character is invisible: white space, one that Unicode lists as Default_Ignorable_Code_Point,
    /// or U+2800, the blank Braille pattern.
    /// </summary>
    /// <param name="character">Any character.</param>
    /// <returns>Whether the character is invisible.</returns>
    public static bool IsInvisible(Rune character) => Rune.IsWhiteSpace(character) || character.Value is
        0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8)
        or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>
    /// Returns whether a character could make a text look different from its content: a control character (Cc), a line
    /// or paragraph separator, or a character that embeds, overrides or isolates text direction.
    /// </summary>
    /// <param name="character">Any character.</param>
    /// <returns>Whether validation rejects the character inside a field.</returns>
    public static bool IsRefused(char character) =>
        char.IsControl(character) || character is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>
    /// Returns whether a text contains a surrogate without its other half; such a text cannot be encoded as UTF-8.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <returns>Whether the text contains a lone surrogate.</returns>
    public static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            text = text[length..];
        }

        return false;
    }

    // A variant of a Han character, for example, is written with a trailing variation selector.
    private static bool IsPartOfALetter(string text, int start, int end, Rune last)
    {
        var before = end - last.Utf16SequenceLength;
        return IsVariationSelector(last) && before > start && RuneBefore(text, before) is { IsAscii: false } letter
            && !IsInvisible(letter);
    }

    private static bool IsCompatibilityIdeograph(Rune character) =>
        character.Value is (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static bool IsVariationSelector(Rune character) =>
        character.Value is (>= 0x180B and <= 0x180D) or 0x180F or (>= 0xFE00 and <= 0xFE0F)
            or (>= 0xE0100 and <= 0xE01EF);

    // A lone surrogate is read as U+FFFD, which is visible and has the same length.
    private static Rune RuneAt(string text, int index) =>
        Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune
            : Rune.ReplacementChar;

    private static Rune RuneBefore(string text, int end) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune
            : Rune.ReplacementChar;
}
