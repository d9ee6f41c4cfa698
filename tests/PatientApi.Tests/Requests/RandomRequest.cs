using System.Globalization;
using System.Text;
using Testing;

namespace PatientApi.Tests.Requests;

/// <summary>Makes requests of every route of the API: most are valid in most of their parts.</summary>
/// <param name="patients">Patients that exist until a request deletes them.</param>
/// <param name="cursor">A cursor of a list without a search.</param>
/// <param name="seed">The same seed gives the same requests.</param>
internal sealed class RandomRequest((Guid Id, string ExternalId)[] patients, string cursor, int seed)
{
    private const string Json = "application/json";
    private const string Ndjson = "application/x-ndjson";

    private static readonly (string Method, string Path, string? Type)[] Routes =
    [
        ("GET", "/patients", null), ("GET", "/patients", null), ("POST", "/patients", Json),
        ("GET", "/patients/{id}", null), ("PUT", "/patients/{id}", Json), ("DELETE", "/patients/{id}", null),
        ("GET", "/patients/{id}/summary", null), ("GET", "/patients/{id}/enriched", null),
        ("GET", "/patients/{id}/recommendations", null), ("GET", "/patients/by-external-id/{externalId}", null),
        ("PUT", "/patients/by-external-id/{externalId}", Json), ("GET", "/patients/batch", null),
        ("POST", "/patients/import", Ndjson), ("GET", "/audit", null), ("POST", "/audit/verify", Json),
        ("POST", "/audit", Json), ("HEAD", "/patients/{id}", null), ("OPTIONS", "/patients/{segment}", null),
        ("PATCH", "/patients/{id}", Json), ("GET", "/{segment}/{segment}", null),
    ];
    private static readonly string[] Parameters =
        ["search", "limit", "cursor", "sort", "includeDetails", "ids", "patient", "client", "from", "to", "LIMIT"];
    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Idempotency-Key", ["key-1", "\"key-2\"", "\"\"", "\"a", "ä", "a b", new('k', 256), "\"k\";a=?1"]),
        ("If-Match", ["*", "\"1\"", "W/\"1\"", "no tag", "\"a\", *", "\"a\",,\"b\"", ""]),
        ("If-None-Match", ["*", "\"1\"", "W/\"1\"", "no tag", "*, *", ""]),
        ("Accept", ["application/json", "text/html", "*/*;q=0", "application/problem+json", "ä", ";"]),
        ("Accept-Encoding", ["gzip", "br;q=1.0, *;q=0", "identity;q=0", "\""]),
        ("X-Request-Criticality", ["batch", "critical", "made-up", "ä", ""]),
        ("Range", ["bytes=0-1", "bytes=9-1", "x"]),
        ("Prefer", ["respond-async", "return=minimal", "="]),
        ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-0", "ä"]),
        ("baggage", ["a=b", "=,;=", "a=%ff"]),
        ("X-Break-Glass", ["true", "maybe"]),
    ];
    private static readonly string[] Pieces =
    [
        "a", "Z", "Ü", "e\u0301", "ß", "😀", "\0", "\u0001", "\u202E", "\u200B", "\uFFFF", "%", "+", "/", "\\", "'",
        "\"", "..", ".", " ", "-1", "null", "*", "_", ";", "&", "=", "9999999999", "\uFDFA", "\u0344",
    ];
    private static readonly string[] Undecodable = ["%FF", "%", "%zz", "%ED%A0%80", "%00", "%C0%AF", "%2F", "%2e%2e"];
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "1e39", "99999999999999999999", "\"\"", "\" \"", "\"\\ud800\"",
        "\"\\u0000\"", "\"9999-12-31\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-12:00\"",
        "\"00000000-0000-0000-0000-000000000000\"", "[]", "{}", "[null]", "{\"a\":{\"b\":[1,\"\\udc00\"]}}",
        "\"2026-01-01\"", "\"AAAA\"", "\"patient.read\"", "[[[[[[]]]]]]",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Makes a request.</summary>
    /// <param name="addressOf">Makes the address of a target that is sent as it is written.</param>
    public HttpRequestMessage Create(Func<string, Uri> addressOf)
    {
        var (method, path, type) = Pick(Routes);
        var target = new StringBuilder();
        foreach (var segment in path.Split('/').Skip(1))
        {
            target.Append('/').Append(segment switch
            {
                "{id}" when IsLikely(0.7) => $"{Pick(patients).Id}",
                "{id}" when IsLikely(0.5) => $"{Guid.CreateVersion7()}",
                "{externalId}" when IsLikely(0.5) =>
                    Spellings.PercentEncode(Pick(patients).ExternalId, _random.Next()),
                "{id}" or "{externalId}" or "{segment}" => Segment(),
                _ => segment,
            });
        }

        var query = Parameters.Where(_ => IsLikely(0.15)).Select(name => $"{name}={ValueOf(name)}").ToList();
        var request = new HttpRequestMessage(
            new HttpMethod(method), addressOf($"{target}{(query.Count > 0 ? "?" : "")}{string.Join('&', query)}"));
        foreach (var (name, values) in Headers.Where(_ => IsLikely(0.1)))
        {
            request.Headers.TryAddWithoutValidation(name, Pick(values));
        }

        request.Content = type is null ? null : Content(path, type);
        return request;
    }

    private ByteArrayContent Content(string path, string type)
    {
        var text = type == Ndjson
            ? string.Join(Pick(["\n", "\r\n", "\n\n"]), Enumerable.Range(0, _random.Next(6)).Select(_ => Line()))
            : path switch
            {
                "/audit" => Members(
                    ("writer", $"\"{Guid.CreateVersion7()}\""), ("entries", $"[{AuditEntry()},{AuditEntry()}]")),
                "/audit/verify" => Members(("writer", $"\"{Guid.CreateVersion7()}\""), ("anchors", "[\"a/1/b\"]")),
                _ => Patient(),
            };
        if (IsLikely(0.1))
        {
            text = Pick(["", "{", "null", "[]", "\uFEFF{}", text[..(text.Length / 2)], $"{text}{text}"]);
        }

        var body = Encoding.UTF8.GetBytes(text);
        if (IsLikely(0.1))
        {
            body = [.. body, 0xFF, 0xC0];
        }

        var encoding = IsLikely(0.3) ? Pick(["gzip", "deflate", "br", "x-gzip"]) : null;
        var said = IsLikely(0.9) ? encoding : Pick(["gzip", "br", "identity", "zstd", "gzip, br", ",", "é"]);
        var content = Encodings.Content(encoding is null ? body : Encodings.Encode(encoding, body), said, type);
        if (IsLikely(0.1))
        {
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation(
                "Content-Type", Pick(["", "text/plain", $"{type}; charset=utf-16", $"{type};;=", "ä", "*/*"]));
        }

        return content;
    }

    private string Patient() => Members(
        ("externalId", Quoted(IsLikely(0.5) ? Samples.NewExternalId() : Text())), ("firstName", Quoted(Text())),
        ("lastName", Quoted(Text())), ("birthDate", "\"1980-02-29\""), ("email", "\"a@example.org\""),
        ("phone", Quoted(Text())), ("details", "{\"a\":[1,\"é\"]}"));

    private string Line() => IsLikely(0.1) ? Pick(["", " ", "{", "null", "[]", "\uFEFF"]) : Members(
        ("resourceType", "\"Patient\""), ("id", Quoted(IsLikely(0.5) ? Samples.NewExternalId() : Text())),
        ("name", $"[{Members(("family", Quoted(Text())), ("given", $"[{Quoted(Text())}]"), ("use", Pick(Values)))}]"),
        ("birthDate", "\"1980-02-29\""), ("telecom", $"[{Members(("system", "\"email\""), ("value", Pick(Values)))}]"),
        ("address", Pick(Values)), ("x", Pick(Values)));

    private string AuditEntry() => Members(
        ("sequence", Pick(["1", "2"])), ("at", "\"2026-11-29T09:00:00Z\""), ("client", Quoted(Text())),
        ("action", "\"patient.read\""), ("tenant", "\"default\""), ("patient", $"\"{Pick(patients).Id}\""),
        ("status", "200"), ("source", Quoted(Text())), ("age", "1"), ("traceId", Quoted(Text())), ("mac", "\"AAAA\""));

    // Most members are valid.
    private string Members(params (string Name, string Value)[] members) =>
        $"{{{string.Join(',', members.Where(_ => IsLikely(0.98)).Select(member =>
            $"\"{member.Name}\":{(IsLikely(0.97) ? member.Value : Pick(Values))}"))}}}";

    private string ValueOf(string name) => !IsLikely(0.5) ? Segment() : name switch
    {
        "limit" => Pick(["1", "100", "7"]),
        "cursor" => Uri.EscapeDataString(cursor),
        "includeDetails" => Pick(["true", "False"]),
        "ids" => $"{Pick(patients).Id},{Guid.CreateVersion7()}",
        "patient" => $"{Pick(patients).Id}",
        "from" or "to" => Pick(["2026-11-29T09:00:00Z", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "2026-11-29"]),
        _ => "a",
    };

    private string Segment() =>
        IsLikely(0.15) ? $"a{Pick(Undecodable)}" : Spellings.PercentEncode(Text(), _random.Next());

    // Four of five texts are plain.
    private string Text() => IsLikely(0.8)
        ? $"Ada {_random.Next(100).ToString(CultureInfo.InvariantCulture)}"
        : string.Concat(_random.GetItems(Pieces, _random.Next(1, 8)));

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private bool IsLikely(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
