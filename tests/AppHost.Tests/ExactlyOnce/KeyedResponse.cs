using System.Net;
using System.Text.Json;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// A response to a keyed write. Two are equal when a caller cannot distinguish them, except for the mark of a replay.
/// </summary>
internal sealed record KeyedResponse(
    HttpStatusCode Status, string Body, string? ContentType, string? ETag, string? Location, bool IsReplayed)
{
    private const string Replayed = "Idempotency-Replayed";
    private const string Key = "Idempotency-Key";

    public bool IsSuccess => Status is HttpStatusCode.OK or HttpStatusCode.Created;

    /// <summary>Whether the outcome is final. Otherwise the caller retries.</summary>
    public bool IsFinal => Status < HttpStatusCode.InternalServerError && !IsInFlight;

    /// <summary>Whether the response says that the write cannot have succeeded.</summary>
    public bool IsDenial => Body.Contains("\"mayHaveSucceeded\":false", StringComparison.Ordinal);

    // A rejection that says nothing about the write.
    private bool IsInFlight => Status == HttpStatusCode.Conflict
        && Body.Contains(ProblemTypes.KeyInFlight, StringComparison.Ordinal);

    public PatientResponse ReadPatient() =>
        JsonSerializer.Deserialize<PatientResponse>(Body, JsonSerializerOptions.Web)!;

    public static async Task<KeyedResponse> ReadAsync(
        HttpResponseMessage response, string key, CancellationToken cancellationToken)
    {
        // A caller with this response only has the key to retry the write with.
        Assert.Equal(key, Assert.Single(response.Headers.GetValues(Key)));
        return new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.ETag?.ToString(),
            response.Headers.Location?.ToString(),
            response.Headers.Contains(Replayed));
    }
}
