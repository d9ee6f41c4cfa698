using System.Globalization;
using System.Text;
using PatientApi.Contracts;

namespace PatientApi.Model;

/// <summary>
/// Computes the form in which names are searched: compatibility decomposition (NFKD), without marks, folded to one
/// case. This service computes it and not Postgres, whose <c>lower()</c> and collations depend on the locale and the
/// ICU version of the server.
/// </summary>
internal static class SearchKey
{
    /// <summary>
    /// Version of the rules. Rows with an older version are recomputed at start-up; raise it with every change that
    /// alters a key.
    /// </summary>
    public const int Version = 1;

    /// <summary>
    /// Longest key, in UTF-16 units. Decomposition can turn one letter into eighteen, and an index entry of Postgres
    /// holds 2700 bytes. A truncated key matches more than it should, never less.
    /// </summary>
    public const int MaxLength = 400;

    /// <summary>
    /// Computes the key of a text. Different spellings that a reader takes for the same word have the same key.
    /// </summary>
    /// <param name="text">A text without lone surrogates.</param>
    /// <returns>The key; empty if the text has no character that is compared.</returns>
    public static string Of(string text)
    {
        var key = new StringBuilder(Math.Min(text.Length, MaxLength));
        var isBetweenWords = false;
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                isBetweenWords = key.Length > 0;
                continue;
            }

            if (PatientText.IsInvisible(rune) || IsMark(rune))
            {
                continue;
            }

            if (!TryAppend(key, isBetweenWords, Fold(rune)))
            {
                break;
            }

            isBetweenWords = false;
        }

        return key.ToString();
    }

    private static bool TryAppend(StringBuilder key, bool isBetweenWords, string letters)
    {
        var length = letters.Length + (isBetweenWords ? 1 : 0);
        if (key.Length + length > MaxLength)
        {
            return false;
        }

        key.Append(isBetweenWords ? " " : "").Append(letters);
        return true;
    }

    // Spacing vowel signs (Mc) are letters of their scripts, not marks on a letter.
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    // Via upper case, because several lower-case letters, such as the two sigmas, share one capital.
    private static string Fold(Rune rune)
    {
        var folded = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));
        return folded.Value switch
        {
            'ß' or 'ẞ' => "ss",
            'ı' => "i",
            'ł' => "l",
            'ø' => "o",
            'đ' or 'ð' => "d",
            'æ' => "ae",
            'œ' => "oe",
            'þ' => "th",
            'ħ' => "h",
            'ŧ' => "t",
            // Apostrophes and hyphens in the variants that keyboards and word processors produce.
            '\u2018' or '\u2019' or '\u201B' or '\u02B9' or '\u02BB' or '\u02BC' or '`' => "'",
            >= '\u2010' and <= '\u2015' or '\u2212' => "-",
            _ => folded.ToString(),
        };
    }
}
