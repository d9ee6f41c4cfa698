using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>
/// Entity tag of a patient: version plus projection. One version has several representations, for example with and
/// without details, which a cache must not confuse. A version is a random UUID, new for each write, so that none occurs
/// twice, even after the database was restored from a backup.
/// </summary>
internal static class PatientETag
{
    /// <summary>Projection without details.</summary>
    public const char Basic = 's';

    /// <summary>Projection with details.</summary>
    public const char Details = 'd';

    /// <summary>Projection with the fields that identify a patient.</summary>
    public const char Summary = 'm';

    /// <summary>Projection with the data extracted from the details.</summary>
    public const char Enriched = 'e';

    private const string Projections = "sdme";
    private const string VersionFormat = "N";
    private const int VersionLength = 32;

    /// <summary>Creates the tag of a version in a projection.</summary>
    /// <param name="version">Version of the patient.</param>
    /// <param name="projection">Projection of the representation.</param>
    /// <param name="content">Further state on which the representation depends, in letters and digits; empty if there
    /// is none.</param>
    public static EntityTagHeaderValue Of(Guid version, char projection = Basic, string content = "") =>
        new($"\"{version.ToString(VersionFormat)}-{projection}{content}\"");

    /// <summary>
    /// Returns whether a tag has this version in any projection, because a write changes all of them.
    /// </summary>
    public static bool Names(EntityTagHeaderValue tag, Guid version) => TryGetVersion(tag, out var named)
        && named == version;

    /// <summary>
    /// Reads the version from a tag of any projection; false for a tag that this service did not create.
    /// </summary>
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
