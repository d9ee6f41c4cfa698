using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Upstream;

namespace PatientGateway.Operations;

/// <summary>What is kept of the API's answer: not the patient, who is read from where it lives.</summary>
/// <param name="Status">The API's status.</param>
/// <param name="PatientId">Which patient was written.</param>
/// <param name="Problem">What the API said when it refused.</param>
internal sealed record OperationResult(int Status, Guid? PatientId, JsonElement? Problem)
{
    public static byte[] Write(ApiAnswer<PatientResponse> answer) =>
        JsonSerializer.SerializeToUtf8Bytes(new OperationResult((int)answer.Status, answer.Value?.Id, answer.Problem?.ToJson()));

    public static OperationResult? Read(ReadOnlyMemory<byte> result) => result.IsEmpty ? null : JsonSerializer.Deserialize<OperationResult>(result.Span);
}
