using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Upstream;

namespace PatientGateway.Operations;

/// <summary>The part of the API's response that is stored with an operation; the patient itself is not.</summary>
/// <param name="Status">The status of the API's response.</param>
/// <param name="PatientId">The id of the written patient.</param>
/// <param name="Problem">The API's problem, if it refused the write.</param>
internal sealed record OperationResult(int Status, Guid? PatientId, JsonElement? Problem) : PatientData
{
    public static byte[] Write(ApiResponse<PatientResponse> response) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new OperationResult((int)response.Status, response.Value?.Id, response.Problem?.ToJson()));

    public static OperationResult? Read(ReadOnlyMemory<byte> result) =>
        result.IsEmpty ? null : JsonSerializer.Deserialize<OperationResult>(result.Span);
}
