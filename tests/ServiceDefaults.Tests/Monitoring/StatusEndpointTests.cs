using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Switches;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Monitoring;

public sealed class StatusEndpointTests
{
    private readonly WatchedTimeProvider _time = new();

    [Theory]
    [InlineData("Development", HttpStatusCode.OK)]
    [InlineData("Test", HttpStatusCode.NotFound)]
    [InlineData("Staging", HttpStatusCode.NotFound)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task Get_WithoutDeclaredAccess_ExistsInDevelopmentOnly(string environment, HttpStatusCode expected)
    {
        await using var server = await StatusServer.StartAsync(_time, environment);

        using var response = await server.Client.GetAsync(
            StatusEndpointExtensions.Path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_InDevelopmentUnderAForeignHostName_IsNotFound()
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");
        using var request = new HttpRequestMessage(HttpMethod.Get, StatusEndpointExtensions.Path);
        request.Headers.Host = "attacker.example:5180";

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Map_InProductionWithDeclaredAccess_DeclaresItForAllEndpoints()
    {
        var access = new object();
        await using var server = await StatusServer.StartAsync(
            _time, "Production", status => status.WithMetadata(access));

        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.Contains(access)
                && endpoint.RoutePattern.RawText!.StartsWith(StatusEndpointExtensions.Path, StringComparison.Ordinal))
            .ToList();

        Assert.Equal(
            [
                StatusEndpointExtensions.Path, StatusEndpointExtensions.StreamPath, SwitchEndpointExtensions.Path,
                SwitchEndpointExtensions.Path,
            ],
            endpoints.Select(endpoint => endpoint.RoutePattern.RawText!.TrimEnd('/')));
        Assert.DoesNotContain(endpoints, endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
    }

    [Fact]
    public async Task Get_AfterTheCircuitOpened_HasItsState()
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");
        await server.FailAsync(12);

        var document = JsonNode.Parse(await server.Client.GetStringAsync(
            StatusEndpointExtensions.Path, TestContext.Current.CancellationToken))!;

        Assert.Equal(("critical", "00:05:00"), (Text(document["level"]), Text(document["window"])));
        var labs = Assert.Single(document["dependencies"]!.AsArray())!;
        Assert.Equal(
            ("labs", "critical", "open"), (Text(labs["name"]), Text(labs["level"]), Text(labs["circuit"])));
        var metrics = labs["metrics"]!;
        Assert.Equal(
            (12, 12, 1, 9, 3),
            ((int)metrics["operations"]!, (int)metrics["failures"]!, (int)metrics["trips"]!,
                (int)metrics["rejections"]!["circuit-breaker"]!, (int)metrics["latency"]!["count"]!));
        Assert.Null(metrics["lastSuccess"]);
        Assert.Equal(_time.GetUtcNow(), (DateTimeOffset)metrics["lastFailure"]!);
        var alert = Assert.Single(document["alerts"]!.AsArray())!;
        Assert.Equal(
            ("critical", "labs", "errorRate", 1.0, 0.25),
            (Text(alert["level"]), Text(alert["dependency"]), Text(alert["metric"]), (double)alert["value"]!,
                (double)alert["threshold"]!));
    }

    [Fact]
    public async Task GetStream_WhileTheHostRuns_SendsTheStatusEachSecond()
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");
        var began = _time.GetUtcNow();

        await using var stream = await server.Client.GetStreamAsync(
            StatusEndpointExtensions.StreamPath, TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await AssertNextAsync(events, began, "healthy");
        await server.FailAsync(12);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await AssertNextAsync(events, began.AddSeconds(1), "critical");

        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.False(await events.MoveNextAsync());
    }

    private static async Task AssertNextAsync(
        IAsyncEnumerator<SseItem<string>> events, DateTimeOffset time, string level)
    {
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("status", events.Current.EventType);
        var status = JsonNode.Parse(events.Current.Data)!;
        Assert.Equal((time, level), ((DateTimeOffset)status["time"]!, Text(status["level"])));
    }

    private static string? Text(JsonNode? node) => (string?)node;
}
