using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Requests;

namespace ServiceDefaults.Http;

/// <summary>Checks whether the caller already has a representation (RFC 9110, 13.1.2).</summary>
public static class IfNoneMatch
{
    /// <summary>
    /// Whether <paramref name="current"/> matches one of the listed tags, or the header is <c>*</c>. The comparison is
    /// weak, as for every read. An invalid header counts as absent: the caller then gets the full response, which is
    /// never wrong.
    /// </summary>
    /// <param name="header">The header <c>If-None-Match</c>.</param>
    /// <param name="current">The entity tag of the response.</param>
    /// <returns>Whether the response can be 304 (Not Modified).</returns>
    public static bool Includes(StringValues header, EntityTagHeaderValue current) =>
        EntityTagList.TryRead(header, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
}
