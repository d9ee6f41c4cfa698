using System.Net;
using System.Text.Json;
using Drills.History;
using PatientApi.Contracts;
using ServiceDefaults.Errors;

namespace Drills.Load;

/// <summary>Decides what an answer of the gateway is worth. What is not proven to be proper is wrong.</summary>
internal static class AnswerReader
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Reads the answer to one read or write.</summary>
    public static async Task<Answer> ReadAsync(
        HttpResponseMessage response, bool isWrite, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Read(
            (int)response.StatusCode, body, isWrite, response.Content.Headers.ContentType?.MediaType,
            Header(response, "X-Data-Source"), response.Headers.Age ?? TimeSpan.Zero,
            Header(response, "X-Degraded"), response.Headers.RetryAfter is not null) with
        {
            Location = response.Headers.Location?.OriginalString,
        };
    }

    /// <summary>Reads one item of a batch.</summary>
    public static Answer ReadItem(JsonElement item, bool isWrite)
    {
        var status = item.GetProperty("status").GetInt32();
        var isProblem = item.TryGetProperty("problem", out var problem);
        var content = isProblem ? problem : item.TryGetProperty("value", out var value) ? value : default;
        return Read(
            status,
            content.ValueKind == JsonValueKind.Undefined ? default : JsonSerializer.SerializeToUtf8Bytes(content),
            isWrite,
            isProblem ? ProblemType : "application/json",
            item.TryGetProperty("source", out var source) ? source.GetString() : null,
            TimeSpan.FromSeconds(item.TryGetProperty("age", out var age) ? age.GetInt64() : 0),
            item.TryGetProperty("degraded", out var degraded) && degraded.GetBoolean() ? "true" : "false",
            // An item has no header of its own.
            hasRetryAfter: true);
    }

    private static Answer Read(
        int status, ReadOnlyMemory<byte> body, bool isWrite, string? mediaType,
        string? source, TimeSpan age, string? degraded, bool hasRetryAfter)
    {
        JsonElement json;
        try
        {
            json = body.IsEmpty ? default : JsonSerializer.Deserialize<JsonElement>(body.Span);
        }
        catch (JsonException exception)
        {
            return Wrong(status, isWrite, exception.Message);
        }

        if (status >= (int)HttpStatusCode.BadRequest)
        {
            var isNoPatient = status == (int)HttpStatusCode.NotFound
                && Text(json, "type") == ProblemTypes.PatientNotFound;
            return mediaType != ProblemType || status == (int)HttpStatusCode.InternalServerError
                ? Wrong(status, isWrite, $"status {status} as {mediaType}")
                : !isWrite && isNoPatient ? Labelled(status, value: null, id: null, source, age, degraded)
                : !hasRetryAfter && status is 429 or 503
                ? Wrong(status, isWrite, $"status {status} without Retry-After")
                : new(
                    Verdict.Refused,
                    isWrite && MayHaveSucceeded(status, json) ? Outcome.Ambiguous : Outcome.Refused)
                {
                    Status = status,
                    Problem = Text(json, "title"),
                    Category = Text(json, ProblemFields.Category),
                };
        }

        Guid? id = Guid.TryParse(Text(json, "id"), out var parsed) ? parsed : null;
        return isWrite
            ? new(Verdict.Right, status == (int)HttpStatusCode.Accepted ? Outcome.Ambiguous : Outcome.Ok)
            {
                Status = status,
                Id = id,
            }
            : Text(json, "lastName") is { } value ? Labelled(status, value, id, source, age, degraded)
            : Wrong(status, isWrite, "an answer without a patient");
    }

    private static Answer Labelled(
        int status, string? value, Guid? id, string? source, TimeSpan age, string? degraded) => source switch
        {
            "primary" => new(Verdict.Right, Outcome.Ok) { Status = status, Source = source, Value = value, Id = id },
            "cache" or "fallback" when degraded == "true" => new(Verdict.Stale, Outcome.Stale)
            {
                Status = status,
                Source = source,
                Value = value,
                Id = id,
                Age = age,
            },
            _ => Wrong(status, isWrite: false, $"source '{source}', degraded '{degraded}'"),
        };

    private static bool MayHaveSucceeded(int status, JsonElement problem) =>
        Text(problem, "type") == ProblemTypes.KeyInFlight
        || (problem.TryGetProperty("mayHaveSucceeded", out var may) ? may.GetBoolean() : status >= 500);

    private static Answer Wrong(int status, bool isWrite, string fault) =>
        new(Verdict.Wrong, isWrite ? Outcome.Failed : Outcome.Refused) { Status = status, Fault = fault };

    private static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
