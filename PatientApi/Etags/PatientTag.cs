using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>
/// The entity tag of a patient: version plus projection. The same version has two representations, with and without
/// details, and a cache must not take one for the other.
/// </summary>
internal static class PatientTag
{
    private const string Summary = "-s";
    private const string Details = "-d";

    public static EntityTagHeaderValue Of(uint version, bool withDetails = false) =>
        new(string.Create(CultureInfo.InvariantCulture, $"\"{version}{(withDetails ? Details : Summary)}\""));

    /// <summary>Reads the version out of either projection's tag; false for a tag that was never ours.</summary>
    public static bool TryGetVersion(EntityTagHeaderValue tag, out uint version)
    {
        var value = tag.Tag.AsSpan().Trim('"');
        version = 0;
        return (value.EndsWith(Summary, StringComparison.Ordinal) || value.EndsWith(Details, StringComparison.Ordinal))
            && uint.TryParse(value[..^Summary.Length], NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
