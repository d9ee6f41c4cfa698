using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Creates problem details for preconditions that are invalid, do not hold or are not supported, and names the headers.
/// </summary>
internal static class PreconditionProblems
{
    public const string Unreadable =
        "If-Match and If-None-Match must each be * or a list of quoted entity tags, such as \"42-s\".";

    private static readonly string[] All = [
        HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfUnmodifiedSince
    ];

    public static ProblemHttpResult? OfUnread(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.IfUnmodifiedSince.Count > 0 && headers.IfMatch.Count == 0)
        {
            return BadRequest("If-Unmodified-Since is not supported, because resources have no modification date. Send "
                + "If-Match with the ETag of the version to change.");
        }

        return Preconditions.TryRead(headers, out _)
            ? null
            : BadRequest(Unreadable);
    }

    public static ProblemHttpResult? OfCollection(HttpRequest request) => OfUnread(request)
        ?? (Preconditions.TryRead(request.Headers, out var preconditions) && preconditions.HoldForUntagged
        ? null
        : TypedResults.Problem(
            "Remove If-Match and If-None-Match: the collection always exists and has no ETag, so the preconditions "
            + "cannot be met.",
            statusCode: StatusCodes.Status412PreconditionFailed));

    public static ProblemHttpResult? OfAny(HttpRequest request)
    {
        var sent = All.Where(request.Headers.ContainsKey).ToList();
        return sent.Count == 0
            ? null
            : BadRequest($"This request concerns several resources, so it cannot have a precondition. Remove "
                + $"{string.Join(", ", sent)}, or send one request for each resource.");
    }

    private static ProblemHttpResult BadRequest(string detail) => TypedResults.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest);
}
