using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Http;

/// <summary>Does the caller already hold this representation (RFC 9110, 13.1.2)?</summary>
public static class IfNoneMatch
{
    /// <summary>
    /// True when one of the listed tags, or <c>*</c>, stands for <paramref name="current"/>; a read compares weakly. A header that cannot be read
    /// counts as absent: the caller then gets the whole answer, which is never wrong.
    /// </summary>
    /// <param name="header">The header <c>If-None-Match</c>.</param>
    /// <param name="current">The tag of what would be answered.</param>
    /// <returns>Whether 304 says it all.</returns>
    public static bool Includes(StringValues header, EntityTagHeaderValue current) =>
        EntityTagHeaderValue.TryParseStrictList(header, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
}
