using System.Net;
using System.Net.Http.Headers;
using ServiceDefaults.Caching;

namespace PatientGateway.Upstream;

/// <summary>
/// The patient API's response to one request: a value, a status without a body (204), or a refusal with its problem.
/// Failures (unreachable, timed out, 5xx) are not responses: they are thrown, so that pipelines and fallbacks can tell
/// the two apart.
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
internal sealed record ApiResponse<T> where T : class
{
    /// <summary>The status of the response.</summary>
    public required HttpStatusCode Status { get; init; }

    /// <summary>The value; present if the status is 200 or 201.</summary>
    public T? Value { get; init; }

    /// <summary>The entity tag of the value.</summary>
    public EntityTagHeaderValue? ETag { get; init; }

    /// <summary>The API's refusal; <see langword="null"/> if the request succeeded.</summary>
    public UpstreamProblem? Problem { get; init; }

    /// <summary>
    /// Whether the API replayed the stored response of an earlier request with the same idempotency key.
    /// </summary>
    public bool IsReplayed { get; init; }

    /// <summary>Returns a success with this value that no server has sent.</summary>
    public static ApiResponse<T> Of(T value) => new() { Status = HttpStatusCode.OK, Value = value };

    /// <summary>Returns the same response with another value, without an ETag; a refusal stays a refusal.</summary>
    public ApiResponse<TOther> Select<TOther>(Func<T, TOther> map) where TOther : class =>
        new() { Status = Status, Value = Value is null ? null : map(Value), Problem = Problem };

    /// <summary>Whether the API's refusal is that the patient does not exist.</summary>
    public bool IsPatientNotFound => Problem is { IsPatientNotFound: true };

    /// <summary>
    /// Returns how a write with this response changed the patient: erased after a successful delete or if the patient
    /// does not exist, otherwise possibly changed.
    /// </summary>
    public InvalidationKind ChangeBy(HttpMethod method) =>
        (method == HttpMethod.Delete && Status == HttpStatusCode.NoContent) || IsPatientNotFound
            ? InvalidationKind.Erased
            : InvalidationKind.Changed;
}
