using System.Net;
using System.Text.Json;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// An answer. Two are equal when a caller could not tell them apart, but for the mark of a repetition.
/// </summary>
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
