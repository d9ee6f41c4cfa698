using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Requests;

/// <summary>Creates requests of an operation of the OpenAPI document: most are valid, the others nearly.</summary>
internal sealed class RandomRequest(JsonElement document, int seed)
{
    private static readonly string[] Garbage =
        ["", " ", "null", "-1", "99999999999999999999", "\u00e4\ud83d\ude00", "%00", "a\"b", "*", new('x', 300)];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Idempotency-Key", ["key-1", "\"key-2\"", "", "\u00e4", new('k', 300)]),
        ("If-Match", ["\"1-s\"", "*", "W/\"1\"", "no tag"]),
        ("If-None-Match", ["\"1-s\"", "*", "no tag"]),
        ("Prefer", ["respond-async", "wait=1", "respond-async, wait=-1"]),
        ("Accept", ["application/json", "text/html", "application/problem+json"]),
        ("X-Request-Deadline-Ms", ["5000", "0", "-1", "soon"]),
        ("X-Request-Criticality", ["batch"]),
        ("Content-Encoding", ["gzip", "unknown"]),
        ("Origin", ["https://other.test"]),
    ];

    private readonly Random _random = new(seed);

    public HttpRequestMessage Create(string path, string method, JsonElement operation)
    {
        var target = new StringBuilder(path);
        List<string> query = [];
        foreach (var parameter in Items(operation, "parameters").Select(Resolve))
        {
            var name = parameter.GetProperty("name").GetString()!;
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    target.Replace($"{{{name}}}", Uri.EscapeDataString(PathValue(parameter)));
                    break;
                case "query" when IsLikely(0.5):
                    query.Add($"{name}={Uri.EscapeDataString(IsLikely(0.5) ? Plausible(name) : Pick(Garbage))}");
                    break;
                default:
                    break;
            }
        }

        var request = new HttpRequestMessage(
            new HttpMethod(method), target + (query.Count > 0 ? $"?{string.Join('&', query)}" : ""));
        foreach (var (name, values) in Headers.Where(_ => IsLikely(0.2)))
        {
            request.Headers.TryAddWithoutValidation(name, Pick(values));
        }

        if (operation.TryGetProperty("requestBody", out var body))
        {
            request.Content = Content(Resolve(body));
        }

        return request;
    }

    /// <summary>Responses of the API: a patient, none, an error, or a response of a foreign server.</summary>
    public HttpResponseMessage Answer(ReceivedRequest request)
    {
        lock (_random)
        {
            return _random.Next(8) switch
            {
                0 when IsOfOnePatient(request) => StubApi.Response(
                    HttpStatusCode.NotFound, StubApi.NoPatient, "application/problem+json"),
                1 => StubApi.Response(
                    HttpStatusCode.ServiceUnavailable, "{}", "application/problem+json", retryAfter: "1"),
                2 => StubApi.Response(HttpStatusCode.InternalServerError),
                3 => StubApi.Response(HttpStatusCode.OK, "no JSON"),
                4 => StubApi.Response(
                    HttpStatusCode.BadRequest, """{"status":400,"errors":{"x":["y"]}}""", "application/problem+json"),
                5 when request.Method == HttpMethod.Get => StubApi.Response(HttpStatusCode.OK, Samples.Page),
                _ when request.Method == HttpMethod.Delete => StubApi.Response(HttpStatusCode.NoContent),
                _ => StubApi.Response(
                    request.Method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK,
                    Samples.Patient,
                    etag: "\"1-s\""),
            };
        }
    }

    private ByteArrayContent Content(JsonElement body)
    {
        var (type, schema) = Pick([.. body.GetProperty("content").EnumerateObject()
            .Select(content => (content.Name, Schema: content.Value))]);
        var isJson = type.EndsWith("json", StringComparison.Ordinal);
        var text = schema.TryGetProperty("schema", out var described) && isJson && IsLikely(0.7)
            ? Value(described, depth: 0)?.ToJsonString() ?? "null"
            : Pick(["", "{", "null", "[]", "{}", "\"text\"", new string('[', 200), "{\"items\":[{}]}"]);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", IsLikely(0.9) ? type : Pick(["text/plain", "x", ""]));
        return content;
    }

    private JsonNode? Value(JsonElement schema, int depth)
    {
        var resolved = Resolve(schema);
        if (depth > 4 || !IsLikely(0.9))
        {
            return Pick(Garbage);
        }

        if (resolved.TryGetProperty("properties", out var properties))
        {
            return new JsonObject(properties.EnumerateObject().Where(_ => IsLikely(0.8)).Select(property =>
                KeyValuePair.Create(property.Name, Value(property.Value, depth + 1))));
        }

        return resolved.TryGetProperty("items", out var items)
            ? new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value(items, depth + 1))])
            : _random.Next(4) switch
            {
                0 => JsonValue.Create(_random.Next(-1, 1000)),
                1 => JsonValue.Create(IsLikely(0.5)),
                _ => JsonValue.Create(IsLikely(0.5) ? Samples.Id : "1990-02-03"),
            };
    }

    private string PathValue(JsonElement parameter) => !IsLikely(0.8) ? Pick(Garbage.Skip(2).ToArray())
        : parameter.GetProperty("schema").TryGetProperty("format", out _) ? Samples.Id
        : Pick([new string('a', 22), "x-1"]);

    // Only these have a patient that may not exist.
    private static bool IsOfOnePatient(ReceivedRequest request) => request.Method != HttpMethod.Post
        && request.Uri.AbsolutePath is var path && path.Contains(Samples.Id, StringComparison.Ordinal)
        && !path.Contains("by-external-id", StringComparison.Ordinal);

    private static string Plausible(string name) => name switch
    {
        "limit" => "10",
        "includeDetails" => "true",
        "from" or "to" => "2026-11-29T09:00:00Z",
        _ => Samples.Id,
    };

    private JsonElement Resolve(JsonElement element)
    {
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
        {
            element = reference.GetString()!.Split('/').Skip(1).Aggregate(
                document, (parent, part) => parent.GetProperty(part));
        }

        return element;
    }

    private static JsonElement[] Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];

    private bool IsLikely(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
