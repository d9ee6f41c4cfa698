using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>The versions a write is allowed to change (RFC 9110, 13.1.1).</summary>
internal sealed class IfMatch
{
    private readonly FrozenSet<Guid>? _versions;

    private IfMatch(FrozenSet<Guid>? versions) => _versions = versions;

    /// <summary><c>If-Match: *</c>, or no condition at all: whatever is there may be changed.</summary>
    public static IfMatch Any { get; } = new(versions: null);

    /// <summary>Reads the header; false when it is not a list of entity tags. Tags that were never ours are kept out: they match nothing.</summary>
    public static bool TryParse(StringValues header, [NotNullWhen(true)] out IfMatch? condition)
    {
        condition = null;
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || tags.Count == 0)
        {
            return false;
        }

        var any = tags.Contains(EntityTagHeaderValue.Any);
        if (any && tags.Count > 1)
        {
            return false;
        }

        condition = any ? Any : new IfMatch(VersionsOf(tags));
        return true;
    }

    public bool Allows(Guid version) => _versions is null || _versions.Contains(version);

    // A write needs the strong comparison: a weak tag never matches. A write does not care which projection was read before it.
    private static FrozenSet<Guid> VersionsOf(IList<EntityTagHeaderValue> tags) => tags
        .Where(tag => !tag.IsWeak)
        .Select(tag => PatientTag.TryGetVersion(tag, out var version) ? version : (Guid?)null)
        .OfType<Guid>()
        .ToFrozenSet();
}
