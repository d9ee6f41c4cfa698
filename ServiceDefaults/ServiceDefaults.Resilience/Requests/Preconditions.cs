using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Requests;

/// <summary>
/// The preconditions of a request that changes a resource, evaluated in the order of RFC 9110, 13.2.2: <c>If-Match</c>
/// by strong comparison, then <c>If-None-Match</c> by weak comparison. Dates are not evaluated; see
/// <see cref="PreconditionsExtensions"/>.
/// </summary>
public sealed class Preconditions
{
    private readonly IList<EntityTagHeaderValue>? _ifMatch;
    private readonly IList<EntityTagHeaderValue>? _ifNoneMatch;

    private Preconditions(IList<EntityTagHeaderValue>? ifMatch, IList<EntityTagHeaderValue>? ifNoneMatch) =>
        (_ifMatch, _ifNoneMatch) = (ifMatch, ifNoneMatch);

    /// <summary>A request without preconditions.</summary>
    public static Preconditions None { get; } = new(ifMatch: null, ifNoneMatch: null);

    /// <summary>Whether the request has no preconditions.</summary>
    public bool IsEmpty => _ifMatch is null && _ifNoneMatch is null;

    /// <summary>Whether the resource must not exist yet: <c>If-None-Match: *</c>.</summary>
    public bool AsksForAbsence => IsAny(_ifNoneMatch);

    /// <summary>
    /// Whether the preconditions hold for a resource that does not exist: <c>If-Match</c> never holds,
    /// <c>If-None-Match</c> always does.
    /// </summary>
    public bool HoldForAbsent => _ifMatch is null;

    /// <summary>
    /// Whether the preconditions hold for a resource that exists and has no entity tag, such as a collection.
    /// </summary>
    public bool HoldForUntagged => HoldFor(_ => false);

    /// <summary>Reads the preconditions from the headers.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="preconditions">The preconditions.</param>
    /// <returns>False when a header is neither <c>*</c> nor a list of entity tags.</returns>
    public static bool TryRead(IHeaderDictionary headers, out Preconditions preconditions)
    {
        preconditions = None;
        if (!TryRead(headers.IfMatch, out var ifMatch) || !TryRead(headers.IfNoneMatch, out var ifNoneMatch))
        {
            return false;
        }

        preconditions = new(ifMatch, ifNoneMatch);
        return true;
    }

    /// <summary>Whether the preconditions hold for a resource that exists.</summary>
    /// <param name="isCurrent">Whether a tag, weak or strong, names the current version.</param>
    /// <returns>Whether the request may be executed; otherwise it is 412.</returns>
    public bool HoldFor(Func<EntityTagHeaderValue, bool> isCurrent) =>
        (_ifMatch is null || IsAny(_ifMatch) || _ifMatch.Any(tag => !tag.IsWeak && isCurrent(tag)))
        && (_ifNoneMatch is null || !(IsAny(_ifNoneMatch) || _ifNoneMatch.Any(isCurrent)));

    private static bool TryRead(StringValues header, out IList<EntityTagHeaderValue>? tags)
    {
        tags = null;
        return header.Count == 0 || (EntityTagList.TryRead(header, out tags) && tags.Count > 0
            && (tags.Count == 1 || !tags.Contains(EntityTagHeaderValue.Any)));
    }

    private static bool IsAny(IList<EntityTagHeaderValue>? tags) => tags is [var only]
        && only.Equals(EntityTagHeaderValue.Any);
}
