using System.Net.Http.Headers;
using System.Text;

namespace PatientGateway.Tests.Fixtures;

/// <summary>Bodies as they are sent.</summary>
internal static class Samples
{
    public const string Id = "0197a000-0000-7000-8000-000000000001";

    /// <summary>
    /// A response of the API; the number and the text in details show whether they are forwarded unchanged.
    /// </summary>
    public const string Patient = $$"""
        {"id":"{{Id}}","externalId":"x-1","firstName":"Ada","lastName":"Lovelace","birthDate":"1815-12-10",
        """ + """
        "details":{"weight":72.50,"note":"ok"},
        """ + """
        "createdAt":"2026-01-02T03:04:05.678901+00:00","updatedAt":"2026-01-02T03:04:05.678901+00:00"}
        """;

    public const string Page = """{"items":[],"nextCursor":"b64~next"}""";

    /// <summary>A request body with a member and white space that no type of ours would keep.</summary>
    public const string Request = """{ "firstName":"Ada",  "unknown" : 1.50 }""";

    public static StringContent Json(string json = Request) => new(json, Encoding.UTF8, "application/json");

    public static ByteArrayContent Ndjson(string lines, string contentType = "application/x-ndjson")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
