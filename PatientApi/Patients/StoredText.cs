namespace PatientApi.Patients;

/// <summary>What Postgres cannot hold in a text, found before it is asked to.</summary>
internal static class StoredText
{
    /// <summary>True when a surrogate stands without its other half: such a string has no UTF-8 form.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }
}
