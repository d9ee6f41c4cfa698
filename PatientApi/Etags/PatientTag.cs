using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>
/// The entity tag of a patient: version plus projection. The same version has several representations, such as with and without
/// details, and a cache must not take one for the other.
/// </summary>
internal static class PatientTag
{
    /// <summary>Without details.</summary>
    public const char Basic = 's';

    /// <summary>With details.</summary>
    public const char Details = 'd';

    /// <summary>What a patient is recognised by.</summary>
    public const char Summary = 'm';

    /// <summary>With what the details say.</summary>
    public const char Enriched = 'e';

    private const string Projections = "sdme";

    public static EntityTagHeaderValue Of(uint version, char projection = Basic) =>
        new(string.Create(CultureInfo.InvariantCulture, $"\"{version}-{projection}\""));

    /// <summary>Whether a tag names this version, in whichever projection it was read: a write changes all of them.</summary>
    public static bool Names(EntityTagHeaderValue tag, uint version) => TryGetVersion(tag, out var named) && named == version;

    /// <summary>Reads the version out of any projection's tag; false for a tag that was never ours.</summary>
    public static bool TryGetVersion(EntityTagHeaderValue tag, out uint version)
    {
        var value = tag.Tag.AsSpan().Trim('"');
        version = 0;
        return value.Length > 2
            && value[^2] == '-'
            && Projections.Contains(value[^1], StringComparison.Ordinal)
            && uint.TryParse(value[..^2], NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
