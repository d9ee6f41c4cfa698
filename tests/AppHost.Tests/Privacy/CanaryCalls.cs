using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Privacy;

/// <summary>Sends one patient on every route, successfully and not.</summary>
internal sealed class CanaryCalls(HttpClient gateway, Canary canary)
{
    private const string Patients = GatewayClient.Patients;

    private readonly List<Uri> _queued = [];

    /// <summary>How long a request waits. Default: as long as the gateway does.</summary>
    public TimeSpan? Deadline { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes, reads and lists, including requests that each route rejects.</summary>
    public async Task UseEveryRouteAsync()
    {
        await ReadAndWriteAsync();
        using var other = await SendAsync(
            HttpMethod.Post, Patients, canary.Request with { ExternalId = $"{canary.ExternalId}-2" });
        await DeleteAsync(await RememberAsync(other));
        await SendAndForgetAsync(HttpMethod.Post, Patients, canary.Request);
        await SendAndForgetAsync(HttpMethod.Post, Patients, canary.Request with { BirthDate = null });
        await SendAndForgetAsync(
            HttpMethod.Post, Patients, new { firstName = new[] { canary.FirstName }, canary.LastName });
        await SendAndForgetAsync(
            HttpMethod.Get, $"{Patients}?search={canary.LastName}&limit={canary.FirstName}", body: null);
        await SendAndForgetAsync(HttpMethod.Get, $"{Patients}/{canary.LastName}/{canary.Email}", body: null);
        await ImportAsync();
    }

    /// <summary>Reads and writes, whatever the state of the system.</summary>
    public async Task ReadAndWriteAsync()
    {
        var byExternalId = $"{Patients}/by-external-id/{canary.ExternalId}";
        using var written = await SendAsync(HttpMethod.Put, byExternalId, canary.Request);
        await RememberAsync(written);
        await SendAndForgetAsync(HttpMethod.Get, byExternalId, body: null);
        await SendAndForgetAsync(HttpMethod.Get, $"{Patients}?search={canary.LastName}", body: null);
        await SendAndForgetAsync(HttpMethod.Post, "/api/v1/batch/get", new { ids = canary.Ids });
        await SendAndForgetAsync(HttpMethod.Post, "/api/v1/batch/create", new { items = new[] { canary.Request } });
        foreach (var id in canary.Ids)
        {
            foreach (var view in new[] { "", "/summary", "/enriched", "/recommendations" })
            {
                await SendAndForgetAsync(HttpMethod.Get, $"{Patients}/{id}{view}", body: null);
            }

            await SendAndForgetAsync(
                HttpMethod.Put,
                $"{Patients}/{id}",
                canary.Request,
                request => request.Headers.IfMatch.Add(new("\"1\"")));
        }
    }

    /// <summary>Sends a write that may be queued.</summary>
    public async Task QueueAsync()
    {
        using var response = await SendAsync(
            HttpMethod.Put,
            $"{Patients}/by-external-id/{canary.ExternalId}",
            canary.Request,
            request => request.Headers.Add("Prefer", "respond-async"));
        if (response.StatusCode == HttpStatusCode.Accepted)
        {
            _queued.Add(response.Headers.Location!);
        }
    }

    /// <summary>Waits until the accepted writes are delivered.</summary>
    public async Task WaitForQueuedAsync()
    {
        Assert.NotEmpty(_queued);
        foreach (var operation in _queued)
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    using var response = await gateway.GetAsync(operation, Token);
                    return response.IsSuccessStatusCode
                        && (await response.Content.ReadAsStringAsync(Token)).Contains(
                            "\"succeeded\"", StringComparison.Ordinal);
                },
                OutageSystem.BreakTime);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Add("Idempotency-Key", $"{canary.Email}-{Guid.NewGuid():N}");
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", canary.LastName);
        request.Headers.TryAddWithoutValidation("baggage", $"patient={canary.LastName}");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(canary.Diagnosis, "1"));
        if (Deadline is { } deadline)
        {
            request.Headers.Add("X-Request-Deadline-Ms", $"{deadline.TotalMilliseconds}");
        }

        change?.Invoke(request);
        return await gateway.SendAsync(request, Token);
    }

    private async Task SendAndForgetAsync(
        HttpMethod method, string path, object? body, Action<HttpRequestMessage>? change = null)
    {
        using var response = await SendAsync(method, path, body, change);
    }

    private async Task<Guid?> RememberAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.Accepted)
        {
            return null;
        }

        var patient = await response.Content.ReadFromJsonAsync<PatientResponse>(Token);
        canary.Ids.Add(patient!.Id);
        return patient.Id;
    }

    private async Task DeleteAsync(Guid? id)
    {
        Assert.NotNull(id);
        await SendAndForgetAsync(HttpMethod.Delete, $"{Patients}/{id}", body: null);
    }

    private async Task ImportAsync()
    {
        var line = JsonSerializer.Serialize(new
        {
            resourceType = "Patient",
            id = $"{canary.ExternalId}-import",
            name = new[] { new { family = canary.LastName, given = new[] { canary.FirstName } } },
            birthDate = "1975-12-10",
        });
        using var content = new StringContent(
            $"{line}\n{{\"resourceType\":\"{canary.LastName}\"}}\n{canary.FirstName}\n", Encoding.UTF8);
        content.Headers.ContentType = new("application/x-ndjson");
        using var response = await gateway.PostAsync(
            new Uri($"{Patients}/import", UriKind.Relative), content, Token);
        await response.Content.ReadAsStringAsync(Token);
    }
}
