using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ResilienceConsole.Tests;

public sealed class ReportEndpointTests : IAsyncDisposable
{
    private readonly ConsoleApp _console = new();

    [Theory]
    [InlineData(null)]
    [InlineData("a wrong key, which has at least 32 characters")]
    public async Task PostReport_WithoutTheKey_IsRejected(string? key)
    {
        using var client = _console.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/reports")
        {
            Content = JsonContent.Create(Samples.Report(Samples.Status())),
        };
        request.Headers.TryAddWithoutValidation("X-Report-Key", key ?? "");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain("patient-gateway: ", await GetAsync(client, "/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"status":{},"switches":[],"results":[]}""")]
    [InlineData("""{"status":null,"switches":null,"results":null}""")]
    public async Task PostReport_Unreadable_IsRejectedAndDoesNotChangeThePage(string report)
    {
        using var client = _console.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/reports")
        {
            Content = new StringContent(report, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Report-Key", ConsoleApp.Key);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("No service reports yet", await GetAsync(client, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostReport_WithSectionsOfAnotherShape_IsShownWithoutThem()
    {
        using var client = _console.CreateClient();
        var report = Samples.Report(Samples.Status());
        report["status"]!["sections"] = JsonNode.Parse("""{"reads":{"get":1},"queues":{"writes":7}}""");

        await ConsoleApp.ReportAsync(client, report);
        await ConsoleApp.ReportAsync(client, report.DeepClone());

        Assert.Contains("1 processes of 1 services", await GetAsync(client, "/"), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    private static Task<string> GetAsync(HttpClient client, string path) =>
        client.GetStringAsync(path, TestContext.Current.CancellationToken);
}
