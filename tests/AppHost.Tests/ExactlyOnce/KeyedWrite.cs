using System.Net.Http.Json;
using System.Text.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>One write as its caller retries it: with the same key and the same bytes.</summary>
internal sealed record KeyedWrite(
    string Key, HttpMethod Method, string Path, string ExternalId, int Count, string? IfMatch = null)
{
    public static KeyedWrite Create(string key, string externalId) => new(
        key, HttpMethod.Post, GatewayClient.Patients, externalId, Count: 1);

    public static KeyedWrite Replace(string key, Guid id, string externalId, int count, string ifMatch) =>
        new(key, HttpMethod.Put, $"{GatewayClient.Patients}/{id}", externalId, count, ifMatch);

    public static KeyedWrite Upsert(string key, string externalId, int count) =>
        new(key, HttpMethod.Put, $"{GatewayClient.Patients}/by-external-id/{externalId}", externalId, count);

    // How often the patient was written, including this write.
    private PatientRequest Patient => new()
    {
        ExternalId = ExternalId,
        FirstName = "Ada",
        LastName = ExternalId,
        BirthDate = new DateOnly(1975, 12, 10),
        Details = JsonSerializer.SerializeToElement(new { count = Count }),
    };

    public async Task<KeyedResponse> SendAsync(HttpClient gateway, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(Method, Path) { Content = JsonContent.Create(Patient) };
        request.Headers.Add("Idempotency-Key", Key);
        request.Headers.TryAddWithoutValidation("If-Match", IfMatch is null ? [] : [IfMatch]);
        using var response = await gateway.SendAsync(request, cancellationToken);
        return await KeyedResponse.ReadAsync(response, Key, cancellationToken);
    }
}
