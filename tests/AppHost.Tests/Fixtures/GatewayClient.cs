using System.Net.Http.Headers;
using System.Net.Http.Json;
using Aspire.Hosting;
using PatientApi.Contracts;

namespace AppHost.Tests.Fixtures;

/// <summary>The gateway's operations as methods.</summary>
internal static class GatewayClient
{
    public const string Patients = "/api/v1/patients";

    /// <summary>A client of the gateway.</summary>
    public static HttpClient CreateGatewayClient(this DistributedApplication application) =>
        application.CreateServiceClient(ResourceNames.PatientGateway);

    public static PatientRequest NewPatient(string? lastName = null) => new()
    {
        ExternalId = $"test-{Guid.NewGuid():N}",
        FirstName = "Ada",
        LastName = lastName ?? "Lovelace",
        BirthDate = new DateOnly(1975, 12, 10),
    };

    public static async Task<(PatientResponse Patient, EntityTagHeaderValue ETag)> CreateAsync(
        this HttpClient gateway, PatientRequest patient)
    {
        using var response = await gateway.PostAsJsonAsync(Patients, patient, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public static Task<HttpResponseMessage> GetPatientAsync(this HttpClient gateway, Guid id) =>
        gateway.GetAsync(new Uri($"{Patients}/{id}", UriKind.Relative), TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> ReplaceAsync(
        this HttpClient gateway, Guid id, PatientRequest patient, EntityTagHeaderValue ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Patients}/{id}")
        {
            Content = JsonContent.Create(patient)
        };
        request.Headers.IfMatch.Add(ifMatch);
        return await gateway.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<(PatientResponse Patient, EntityTagHeaderValue ETag)> ReadAsync(
        HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        var patient = await response.Content.ReadFromJsonAsync<PatientResponse>(TestContext.Current.CancellationToken);
        Assert.NotNull(patient);
        Assert.NotNull(response.Headers.ETag);
        return (patient, response.Headers.ETag);
    }
}
