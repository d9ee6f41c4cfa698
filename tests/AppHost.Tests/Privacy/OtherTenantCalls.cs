using System.Net.Http.Json;
using AppHost.Tests.Fixtures;

namespace AppHost.Tests.Privacy;

/// <summary>Asks for the patient of another tenant, and returns all that the gateway tells about it.</summary>
internal sealed class OtherTenantCalls(HttpClient gateway, Canary canary)
{
    private const string Patients = GatewayClient.Patients;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The headers and bodies of the responses on every route that names the patient.</summary>
    public async Task<IReadOnlyList<string>> AskAsync()
    {
        var told = new List<string>
        {
            await SendAsync(HttpMethod.Get, $"{Patients}/by-external-id/{canary.ExternalId}"),
            await SendAsync(HttpMethod.Get, $"{Patients}?search={canary.LastName}"),
        };
        foreach (var id in canary.Ids)
        {
            foreach (var view in new[] { "", "/summary", "/enriched", "/recommendations" })
            {
                told.Add(await SendAsync(HttpMethod.Get, $"{Patients}/{id}{view}"));
            }

            told.Add(await SendAsync(HttpMethod.Put, $"{Patients}/{id}", GatewayClient.NewPatient()));
            told.Add(await SendAsync(HttpMethod.Delete, $"{Patients}/{id}"));
        }

        return told;
    }

    private async Task<string> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (method != HttpMethod.Get)
        {
            request.Headers.IfMatch.Add(new("\"1\""));
        }

        using var response = await gateway.SendAsync(request, Token);
        return $"{(int)response.StatusCode} {response.Headers}{await response.Content.ReadAsStringAsync(Token)}";
    }
}
