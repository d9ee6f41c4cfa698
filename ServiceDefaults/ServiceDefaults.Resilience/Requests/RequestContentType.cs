using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Requests;

/// <summary>What a <c>Content-Type</c> says, however it is written: <c>charset="utf-8"</c> is <c>charset=utf-8</c> (RFC 9110, 5.6.6).</summary>
public static class RequestContentType
{
    private const string Charset = "charset";
    private const string Application = "application";
    private const string Json = "json";

    // The second is no registered name, but a frequent one; every text in the third is one in the first.
    private static readonly string[] Utf8Names = ["utf-8", "utf8", "us-ascii"];

    /// <summary>Whether the body of a request is JSON in UTF-8: <c>application/json</c> or a type that ends in <c>+json</c>.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsJson(HttpRequest request) => IsJson(request.ContentType);

    /// <summary>Whether a content type is JSON in UTF-8.</summary>
    /// <param name="contentType">The value of the header.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsJson(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Type.Equals(Application, StringComparison.OrdinalIgnoreCase)
        && (type.SubType.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals(Json, StringComparison.OrdinalIgnoreCase))
        && IsUtf8(type);

    /// <summary>Whether a text of this type is in UTF-8, which it is where no charset says anything else.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsUtf8(MediaTypeHeaderValue type) => type.Parameters
        .Where(parameter => parameter.Name.Equals(Charset, StringComparison.OrdinalIgnoreCase))
        .Select(parameter => parameter.GetUnescapedValue().ToString())
        .All(charset => charset.Length == 0 || Utf8Names.Contains(charset, StringComparer.OrdinalIgnoreCase));
}
