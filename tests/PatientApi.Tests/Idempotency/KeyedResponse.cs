using System.Net;
using System.Text.Json;

namespace PatientApi.Tests.Idempotency;

/// <summary>A response. Two are equal when a caller cannot distinguish them, except for the mark of a replay.</summary>
internal sealed record KeyedResponse(
    HttpStatusCode Status, string Body, string? ContentType, string? ETag, string? Location)
{
    public bool IsReplayed { get; init; }

    public string? Key { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public string? ProblemType => Json.TryGetProperty("type", out var type) ? type.GetString() : null;

    public JsonElement Json => JsonElement.Parse(Body);

    public KeyedResponse AsReplay() => this with { IsReplayed = true };
}
