using Microsoft.Net.Http.Headers;

namespace PatientApi.Preconditions;

/// <summary>
/// The entity tag of a patient: the row's version and which projection of it was answered, as the two differ byte for byte.
/// A precondition on a write is about the row, so there either projection's tag will do.
/// </summary>
internal static class PatientETag
{
    private const string Summary = "s";
    private const string Detailed = "d";

    /// <summary>The tag of an answer.</summary>
    public static EntityTagHeaderValue Of(uint version, bool includeDetails) => new($"\"{version}-{(includeDetails ? Detailed : Summary)}\"");

    /// <summary>Whether the caller already has this very answer (RFC 9110, weak comparison).</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue current) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));

    /// <summary>The versions a write may replace; nothing when the header is malformed.</summary>
    public static WritePrecondition? Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return WritePrecondition.Absent;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags))
        {
            return null;
        }

        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))
            ? WritePrecondition.Any
            : new WritePrecondition(IsPresent: true, AllowsAny: false, [.. tags.Where(tag => !tag.IsWeak).Select(Version)]);
    }

    private static string Version(EntityTagHeaderValue tag) => tag.Tag.Value!.Trim('"').Split('-')[0];
}

/// <summary>What <c>If-Match</c> asked for.</summary>
/// <param name="IsPresent">Whether the header was sent.</param>
/// <param name="AllowsAny">Whether any existing version may be replaced (<c>*</c>, or no header).</param>
/// <param name="Versions">The row versions that may be replaced, as text.</param>
internal sealed record WritePrecondition(bool IsPresent, bool AllowsAny, IReadOnlyList<string> Versions)
{
    public static readonly WritePrecondition Absent = new(IsPresent: false, AllowsAny: true, []);
    public static readonly WritePrecondition Any = new(IsPresent: true, AllowsAny: true, []);
}
