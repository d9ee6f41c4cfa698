namespace PatientGateway.Operations;

/// <summary>
/// Reads <c>Prefer</c> (RFC 7240). Unknown preferences and invalid values are ignored and never cause an error.
/// </summary>
internal static class PreferHeader
{
    public const string Name = "Prefer";
    public const string Help =
        "respond-async to queue the write (202) while the API is unavailable; other preferences are ignored.";
    public const string Applied = "Preference-Applied";
    public const string RespondAsync = "respond-async";

    /// <summary>Whether the caller prefers a queued write to a failed one (<c>respond-async</c>).</summary>
    /// <param name="value">
    /// The header's value: preferences separated by commas outside quotes. Parameters after a semicolon are ignored.
    /// </param>
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
