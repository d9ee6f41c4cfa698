using System.Net;
using System.Text.Json;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// An answer to a keyed write. Two are equal when a caller could not tell them apart, but for the mark of a repetition.
/// </summary>
internal sealed record KeyedResponse(
    HttpStatusCode Status, string Body, string? ContentType, string? ETag, string? Location, bool IsReplayed)
{
    private const string Replayed = "Idempotency-Replayed";
    private const string Key = "Idempotency-Key";

    public bool IsSuccess => Status is HttpStatusCode.OK or HttpStatusCode.Created;

    /// <summary>Whether the write is settled. Otherwise it is to be repeated.</summary>
    public bool IsFinal => Status < HttpStatusCode.InternalServerError && !IsInFlight;

    /// <summary>Whether it says that nothing can have been done.</summary>
    public bool IsDenial => Body.Contains("\"mayHaveSucceeded\":false", StringComparison.Ordinal);

    // A refusal that says nothing of the write.
    private bool IsInFlight => Status == HttpStatusCode.Conflict
        && Body.Contains(ProblemTypes.KeyInFlight, StringComparison.Ordinal);

    public PatientResponse ReadPatient() =>
        JsonSerializer.Deserialize<PatientResponse>(Body, JsonSerializerOptions.Web)!;

    public static async Task<KeyedResponse> ReadAsync(
        HttpResponseMessage response, string key, CancellationToken cancellationToken)
    {
        // Whoever gets no more than this knows what to repeat the write with.
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
