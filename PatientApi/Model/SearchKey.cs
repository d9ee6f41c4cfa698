using System.Globalization;
using System.Text;
using PatientApi.Contracts;

namespace PatientApi.Patients;

/// <summary>
/// The form in which names are searched: compatibility decomposition (NFKD), marks removed, letters folded to one case. It is made here, not by Postgres, whose
/// <c>lower()</c> and collations depend on the locale and the ICU version of the server.
/// </summary>
internal static class SearchKey
{
    /// <summary>The version of the rules. Rows with keys of an older version are computed anew; raise it with every change that makes another key.</summary>
    public const int Version = 1;

    /// <summary>
    /// The longest key, in UTF-16 units. One letter can be eighteen when it is decomposed, and an index of Postgres holds 2700 bytes; a key that is cut off finds
    /// more than it should, never less.
    /// </summary>
    public const int MaxLength = 400;

    /// <summary>The key of a text. Texts that a reader takes for the same word in another spelling have the same key.</summary>
    /// <param name="text">A text without lone surrogates.</param>
    /// <returns>The key; empty where nothing of the text is compared.</returns>
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

    // Vowel signs that take a place of their own (Mc) are letters of their scripts, not marks on one.
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    // By way of the upper case: several small letters, such as the two sigmas, have one capital.
    private static string Fold(Rune rune)
    {
        var folded = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));
        return folded.Value switch
        {
            'ß' or 'ẞ' => "ss",
            'ı' => "i",
            'ς' => "σ",
            'ł' => "l",
            'ø' => "o",
            'đ' or 'ð' => "d",
            'æ' => "ae",
            'œ' => "oe",
            'þ' => "th",
            'ħ' => "h",
            'ŧ' => "t",
            // Apostrophes and hyphens, as keyboards and word processors write them.
            '\u2018' or '\u2019' or '\u201B' or '\u02B9' or '\u02BB' or '\u02BC' or '`' => "'",
            >= '\u2010' and <= '\u2015' or '\u2212' => "-",
            _ => folded.ToString(),
        };
    }
}
