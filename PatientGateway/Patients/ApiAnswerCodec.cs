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
/// <param name="otherSubjectOf">
/// Returns the second cache tag of a value, besides that of the request: a patient has one for its id and one for its
/// external id.
/// </param>
internal sealed class ApiAnswerCodec<T>(Func<T, Subject> otherSubjectOf) : IResultCodec<ApiAnswer<T>> where T : class
{
    public CopyDecision Decide(ApiAnswer<T> result) =>
        result.Value is not null ? CopyDecision.Keep
        : result.IsOfNoPatient ? CopyDecision.Erase
        : CopyDecision.Leave;

    public string? VersionOf(ApiAnswer<T> result) => result.ETag?.ToString();

    public IEnumerable<Subject> SubjectsOf(ApiAnswer<T> result) => [otherSubjectOf(result.Value!)];

    public byte[] Write(ApiAnswer<T> result) => JsonSerializer.SerializeToUtf8Bytes(result.Value, PatientJson.Options);

    public ApiAnswer<T> Read(ReadOnlyMemory<byte> payload, string? version) => new()
    {
        Status = HttpStatusCode.OK,
        Value = JsonSerializer.Deserialize<T>(payload.Span, PatientJson.Options),
        ETag = version is null ? null : EntityTagHeaderValue.Parse(version),
    };

    public ApiAnswer<T> Erased() => new() { Status = HttpStatusCode.NotFound, Problem = UpstreamProblem.NotFound };
}
