using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>
/// The entity tag of a patient: version plus projection. The same version has several representations, such as with and without
/// details, and a cache must not take one for the other. A version is a random UUID of its own for each write, so that none comes twice, also
/// not after the database was restored from a backup.
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
    private const string VersionFormat = "N";
    private const int VersionLength = 32;

    /// <summary>The tag of a version in a projection.</summary>
    /// <param name="version">The version.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="content">What else the representation depends on, in letters and digits, where the version is not all.</param>
    public static EntityTagHeaderValue Of(Guid version, char projection = Basic, string content = "") =>
        new($"\"{version.ToString(VersionFormat)}-{projection}{content}\"");

    /// <summary>Whether a tag names this version, in whichever projection it was read: a write changes all of them.</summary>
    public static bool Names(EntityTagHeaderValue tag, Guid version) => TryGetVersion(tag, out var named) && named == version;

    /// <summary>Reads the version out of any projection's tag; false for a tag that was never ours.</summary>
    public static bool TryGetVersion(EntityTagHeaderValue tag, out Guid version)
    {
        var value = tag.Tag.AsSpan().Trim('"');
        version = default;
        return value.Length > VersionLength + 1
            && value[VersionLength] == '-'
            && Projections.Contains(value[VersionLength + 1], StringComparison.Ordinal)
            && Guid.TryParseExact(value[..VersionLength], VersionFormat, out version);
    }
}
