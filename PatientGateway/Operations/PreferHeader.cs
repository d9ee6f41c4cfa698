namespace PatientGateway.Operations;

/// <summary>Reads <c>Prefer</c> (RFC 7240). A preference is a wish: what is not known or cannot be read is ignored, and nothing that is sent can fail.</summary>
internal static class PreferHeader
{
    public const string Name = "Prefer";
    public const string Help = "respond-async to have the write wait (202) while the API is away; other preferences are ignored.";
    public const string Applied = "Preference-Applied";
    public const string RespondAsync = "respond-async";

    /// <summary>Whether the caller would rather have its write wait than fail.</summary>
    /// <param name="value">The header's values, parted by commas. Those within quotes part nothing; parameters behind a semicolon change nothing.</param>
    public static bool WantsToWait(ReadOnlySpan<char> value)
    {
        var (start, isQuoted) = (0, false);
        for (var index = 0; index <= value.Length; index++)
        {
            if (index == value.Length || (value[index] == ',' && !isQuoted))
            {
                if (NameOf(value[start..index]).Equals(RespondAsync, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }

                start = index + 1;
            }
            else if (value[index] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (value[index] == '\\' && isQuoted)
            {
                index++;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> preference)
    {
        var end = preference.IndexOfAny(';', '=');
        return (end < 0 ? preference : preference[..end]).Trim();
    }
}
