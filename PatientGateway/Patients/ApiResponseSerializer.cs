using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Patients;

/// <summary>
/// Decides which responses of the API are cached, and serializes them: a value with its ETag. If a patient does not
/// exist, a tombstone replaces its cached responses; any other refusal is not cached.
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="otherTagOf">
/// Returns the second cache tag of a value, besides that of the request: a patient has one for its id and one for its
/// external id.
/// </param>
internal sealed class ApiResponseSerializer<T>(Func<T, CacheTag> otherTagOf) : IResultSerializer<ApiResponse<T>>
    where T : class
{
    public CacheDecision Decide(ApiResponse<T> result) =>
        result.Value is not null ? CacheDecision.Store
        : result.IsPatientNotFound ? CacheDecision.Tombstone
        : CacheDecision.Skip;

    public string? VersionOf(ApiResponse<T> result) => result.ETag?.ToString();

    public IEnumerable<CacheTag> TagsOf(ApiResponse<T> result) => [otherTagOf(result.Value!)];

    public byte[] Write(ApiResponse<T> result) => JsonSerializer.SerializeToUtf8Bytes(
        result.Value, PatientJson.Options);

    public ApiResponse<T> Read(ReadOnlyMemory<byte> payload, string? version) => new()
    {
        Status = HttpStatusCode.OK,
        Value = JsonSerializer.Deserialize<T>(payload.Span, PatientJson.Options),
        ETag = version is null ? null : EntityTagHeaderValue.Parse(version),
    };

    public ApiResponse<T> Erased() => new() { Status = HttpStatusCode.NotFound, Problem = UpstreamProblem.NotFound };
}
