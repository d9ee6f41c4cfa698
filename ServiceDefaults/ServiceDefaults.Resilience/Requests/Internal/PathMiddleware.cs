using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Rejects a path that is not percent-encoded UTF-8. The server leaves what it cannot decode unchanged, so that
/// <c>x%FF</c>, which is no text, would address the same resource as <c>x%25FF</c>, which is the text "x%FF".
/// </summary>
internal sealed class PathMiddleware(RequestDelegate next)
{
    private const string Rule =
        "The path is not percent-encoded UTF-8: encode each character as the bytes of its UTF-8 form, each byte as '%' "
        + "and two hexadecimal digits, and '%' itself as '%25'.";

    public Task InvokeAsync(HttpContext context)
    {
        // Not Path, which does not distinguish decoded characters from those that could not be decoded.
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return PercentEncoding.IsUtf8(query < 0 ? target : target.AsSpan(0, query))
            ? next(context)
            : TypedResults.Problem(Rule, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
    }
}
