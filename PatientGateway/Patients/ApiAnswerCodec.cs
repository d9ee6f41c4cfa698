using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Patients;

/// <summary>Which answers of the API are kept, and as what: a value with its ETag. A patient that is gone takes its copies along; a refusal is nobody's copy.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="otherSubjectOf">By what else than that by which it was asked for a write can change it.</param>
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
