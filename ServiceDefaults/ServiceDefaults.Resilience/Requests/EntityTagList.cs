using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Requests;

/// <summary>Reads the lists of entity tags in <c>If-Match</c> and <c>If-None-Match</c>.</summary>
internal static class EntityTagList
{
    /// <summary>Reads a header that is <c>*</c> or a list of entity tags.</summary>
    /// <param name="header">All lines of the header.</param>
    /// <param name="tags">The tags; <c>*</c> is one of them.</param>
    /// <returns>False when the header is anything else.</returns>
    // White space around a line is no part of it. Kestrel removes it, a test server does not, and the parser of the
    // framework reads past the end of "W/  ".
    public static bool TryRead(StringValues header, [NotNullWhen(true)] out IList<EntityTagHeaderValue>? tags) =>
        EntityTagHeaderValue.TryParseStrictList([.. header.Select(line => line?.Trim(' ', '\t') ?? "")], out tags);
}
