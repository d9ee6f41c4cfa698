using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Requests;

/// <summary>
/// Interprets a <c>Content-Type</c>, however it is written: <c>charset="utf-8"</c> is <c>charset=utf-8</c> (RFC 9110,
/// 5.6.6).
/// </summary>
public static class RequestContentType
{
    private const string Charset = "charset";
    private const string Application = "application";
    private const string Json = "json";

    // utf8 is not a registered name, but a frequent one; every text in us-ascii is also one in UTF-8.
    private static readonly string[] Utf8Names = ["utf-8", "utf8", "us-ascii"];

    /// <summary>
    /// Whether the body of a request is JSON in UTF-8: <c>application/json</c> or a type that ends in <c>+json</c>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsJson(HttpRequest request) => IsJson(request.ContentType);

    /// <summary>Whether a content type is JSON in UTF-8.</summary>
    /// <param name="contentType">The value of the header.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsJson(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Type.Equals(Application, StringComparison.OrdinalIgnoreCase)
        && (type.SubType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals(Json, StringComparison.OrdinalIgnoreCase))
        && IsUtf8(type);

    /// <summary>Whether a text of this type is in UTF-8, the default when the type has no charset.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsUtf8(MediaTypeHeaderValue type) => type.Parameters
        .Where(parameter => parameter.Name.Equals(Charset, StringComparison.OrdinalIgnoreCase))
        .Select(parameter => parameter.GetUnescapedValue().ToString())
        .All(charset => charset.Length == 0 || Utf8Names.Contains(charset, StringComparer.OrdinalIgnoreCase));
}
