using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults.Requests;

/// <summary>
/// Decodes the last segment of a path. The server decodes a path except for <c>%2F</c>, so that <c>a%2Fb</c> (a slash)
/// and <c>a%252Fb</c> (a percent sign) arrive as the same route value; only the request line distinguishes them.
/// </summary>
public static class RouteSegment
{
    private const string Slash = "%2F";

    /// <summary>Decodes the route value of the last segment of the request's path.</summary>
    /// <param name="http">The request.</param>
    /// <param name="routeValue">The value from the route.</param>
    /// <returns>The text, decoded once.</returns>
    /// <exception cref="BadHttpRequestException">
    /// The segment is ambiguous because the path has dot segments.
    /// </exception>
    public static string Decode(HttpContext http, string routeValue)
    {
        if (!routeValue.Contains(Slash, StringComparison.OrdinalIgnoreCase))
        {
            return routeValue;
        }

        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0].TrimEnd('/');
        var segment = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);

        // Dot segments after the value would make another segment the last one of the request line.
        return string.Equals(
            segment.Replace("/", Slash, StringComparison.Ordinal), routeValue, StringComparison.OrdinalIgnoreCase)
            ? segment
            : throw new BadHttpRequestException(
                "The last path segment is ambiguous. Send the path without the segments '.' and '..'.");
    }
}
