using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using Polly.CircuitBreaker;
using ServiceDefaults.Monitoring;

namespace ResilienceConsole.Tests;

public sealed class ConsoleEndpointTests : IAsyncDisposable
{
    private readonly ConsoleApp _console = new();

    [Fact]
    public async Task PostSwitch_ForAService_ReachesEachProcessWithItsNextReport()
    {
        using var client = _console.CreateClient();
        var (first, second) = (Samples.Status(instance: "host/1"), Samples.Status(instance: "host/2"));
        await ConsoleApp.ReportAsync(client, Samples.Report(first));
        await ConsoleApp.ReportAsync(client, Samples.Report(second));

        using var ordered = await OrderAsync(
            client,
            """
            {
              "service": "patient-gateway",
              "name": "inject-faults",
              "dependency": "patient-api",
              "fault": "slow",
              "seconds": 30
            }
            """);
        var answer = await ConsoleApp.ReportAsync(client, Samples.Report(first));

        Assert.Equal(HttpStatusCode.Accepted, ordered.StatusCode);
        var request = Assert.Single(answer["switches"]!.AsArray())!;
        Assert.Equal("inject-faults", (string?)request["name"]);
        Assert.Equal("00:00:02", (string?)request["faults"]!["latency"]);
        Assert.Equal("00:00:30", (string?)request["faults"]!["duration"]);
        Assert.Single((await ConsoleApp.ReportAsync(client, Samples.Report(second)))["switches"]!.AsArray());
        var result =
            new JsonObject { ["id"] = (string?)request["id"], ["isApplied"] = true, ["message"] = "Injected." };
        await ConsoleApp.ReportAsync(client, Samples.Report(first, result));
        Assert.Contains("1 of 2 processes confirmed", await GetAsync(client, "/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"service":"pharmacy","name":"clear-cache"}""")]
    [InlineData("""{"service":"patient-gateway","name":"launch"}""")]
    [InlineData("""{"service":"patient-gateway","name":"inject-faults","dependency":"patient-api","fault":"fire"}""")]
    public async Task PostSwitch_ThatCannotBeApplied_ReturnsTheReason(string order)
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status()));

        using var response = await OrderAsync(client, order);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task PostSwitch_WithAPrecondition_IsRejectedAndSwitchesNothing()
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status()));
        client.DefaultRequestHeaders.Add("If-Match", "\"1\"");

        using var response = await OrderAsync(client, """{"service":"patient-gateway","name":"clear-cache"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        client.DefaultRequestHeaders.Clear();
        Assert.Empty((await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status())))["switches"]!.AsArray());
    }

    [Fact]
    public async Task PostSwitch_FromAFormOfAnotherOrigin_SwitchesNothing()
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status()));
        using var form = new StringContent(
            """{"service":"patient-gateway","name":"clear-cache"}""", System.Text.Encoding.UTF8, "text/plain");

        using var response = await client.PostAsync("/switches", form, TestContext.Current.CancellationToken);

        Assert.False(response.IsSuccessStatusCode);
        var answer = await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status()));
        Assert.Empty(answer["switches"]!.AsArray());
    }

    [Fact]
    public async Task GetEvents_AfterAReport_SendsTheFragmentsOfThePage()
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(
            Samples.Status(circuit: CircuitState.Open, level: ResilienceLevel.Critical)));

        await using var stream = await client.GetStreamAsync("/events", TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());

        var parts = JsonNode.Parse(events.Current.Data)!["parts"]!;
        Assert.Contains("patient-gateway to patient-api: open.", (string?)parts["diagram"], StringComparison.Ordinal);
        Assert.Contains("error rate is 0.25", (string?)parts["alerts"], StringComparison.Ordinal);
        Assert.Contains("<b>120</b>", (string?)parts["pipeline-patient-gateway-patient-api"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'")]
    [InlineData("/docs/README.md", "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'")]
    public async Task Get_OfAPage_AllowsNoExternalAndNoInlineContent(string path, string expected)
    {
        using var client = _console.CreateClient();

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, string.Join(", ", response.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Get_OfEveryDocumentLinkedByThePage_Succeeds()
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status()));
        var links = (await GetAsync(client, "/")).Split('"')
            .Where(text => text.StartsWith("docs/", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            using var response = await client.GetAsync(link, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, link);
        }
    }

    [Theory]
    [InlineData("/docs/..%2Fappsettings.json")]
    [InlineData("/docs/patterns")]
    public async Task Get_OfAnUnlistedFile_IsNotFound(string path)
    {
        using var client = _console.CreateClient();

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/docs/README.md")]
    [InlineData("/console.js")]
    public async Task Get_OutsideOfDevelopmentWithoutCredentials_IsUnauthorized(string path)
    {
        await using var console = new ConsoleApp("Production");
        using var client = console.CreateClient(
            new WebApplicationFactoryClientOptions { BaseAddress = new Uri("https://localhost") });

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    private static Task<string> GetAsync(HttpClient client, string path) =>
        client.GetStringAsync(path, TestContext.Current.CancellationToken);

    private static Task<HttpResponseMessage> OrderAsync(HttpClient client, string order) => client.PostAsync(
        "/switches",
        new StringContent(order, System.Text.Encoding.UTF8, "application/json"),
        TestContext.Current.CancellationToken);
}
