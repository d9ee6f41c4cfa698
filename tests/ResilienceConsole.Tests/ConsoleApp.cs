using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace ResilienceConsole.Tests;

/// <summary>A console, to which tests report as processes do.</summary>
internal sealed class ConsoleApp(string environment = "Development") : WebApplicationFactory<Program>
{
    public const string Key = "a key of tests, which has at least 32 characters";

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment(environment)
        .UseSetting("Console:ReportKey", Key);

    /// <summary>Reports a status, and returns the response.</summary>
    public static async Task<JsonNode> ReportAsync(HttpClient client, JsonNode report)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/reports")
        {
            Content = JsonContent.Create(report)
        };
        request.Headers.Add("X-Report-Key", Key);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }
}
