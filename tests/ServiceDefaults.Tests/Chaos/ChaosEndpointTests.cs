using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceDefaults.Chaos;
using ServiceDefaults.Switches;
using ServiceDefaults.Tests.Monitoring;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Chaos;

public sealed class ChaosEndpointTests
{
    private const string Labs = $"{ChaosEndpointExtensions.Path}/labs";
    private const string Switch = SwitchEndpointExtensions.Path;
    private const string ChaosMembers = "rate, latency, status, exception, loseResponse, behavior, duration.";

    private readonly WatchedTimeProvider _time = new();

    [Fact]
    public async Task Put_ThenDelete_StartsAndEndsTheInjection()
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");

        using var put = await PutAsync(server, Labs, """{"latency":"00:00:02","rate":0.5,"duration":"00:00:30"}""");
        var during = await ReadAsync(server);
        using var delete = await server.Client.DeleteAsync(Labs, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("labs", (string?)Assert.Single(during)!["dependency"]);
        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
        Assert.Empty(await ReadAsync(server));
    }

    [Theory]
    [InlineData("""{"status":200}""", "status")]
    [InlineData("""{"exception":"defect","status":500}""", "status")]
    public async Task Put_WithAWrongInjection_NamesTheProperty(string body, string property)
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");

        using var response = await PutAsync(server, Labs, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await BodyAsync(response))["errors"]![property]);
    }

    [Theory]
    [InlineData(Labs, """{"exception":"boom"}""", "exception", "Give one of connectionRefused, ")]
    [InlineData(Labs, """{"latency":"2s"}""", "latency", "Give a time as hh:mm:ss in quotes")]
    [InlineData(Labs, """{"rate":"half"}""", "rate", "Give a number.")]
    [InlineData(Labs, """{"loseResponse":1}""", "loseResponse", "Give true or false.")]
    [InlineData(Labs, """{"behavior":1}""", "behavior", "Give a text in quotes.")]
    [InlineData(Labs, """{"Ada":1}""", "body", ChaosMembers)]
    [InlineData(Labs, "[1]", "body", ChaosMembers)]
    [InlineData(Labs, "{", "body", ChaosMembers)]
    [InlineData(Labs, "", "body", ChaosMembers)]
    [InlineData(Labs, "null", "body", ChaosMembers)]
    [InlineData(Switch, """{"faults":{"exception":"x"}}""", "faults.exception", "connectionLost, timeout")]
    [InlineData(Switch, """{"named":"x"}""", "body", "name, dependency, faults, id.")]
    public async Task Send_WithAnUnreadableBody_DescribesTheExpectedBody(
        string path, string body, string member, string expected)
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");

        using var response = await (path == Labs
            ? PutAsync(server, path, body)
            : server.Client.PostAsync(path, Json(body), TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var (name, messages) = Assert.Single((await BodyAsync(response))["errors"]!.AsObject());
        Assert.Equal(member, name);
        Assert.Contains(expected, (string?)Assert.Single(messages!.AsArray()), StringComparison.Ordinal);
        Assert.Empty(await ReadAsync(server));
    }

    [Fact]
    public async Task Put_OfAnotherContentType_Is415()
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");

        using var response = await server.Client.PutAsync(
            Labs, new StringContent("loseResponse=true"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Put_ForAnUnknownPipeline_NamesThoseThatExist()
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");

        using var response = await PutAsync(
            server, $"{ChaosEndpointExtensions.Path}/xrays", """{"loseResponse":true}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.EndsWith("labs.", (string?)(await BodyAsync(response))["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Test")]
    [InlineData("Production")]
    public async Task Put_OutsideOfDevelopment_IsNotFound(string environment)
    {
        await using var server = await StatusServer.StartAsync(_time, environment);

        using var response = await PutAsync(server, Labs, """{"loseResponse":true}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"isolate-circuit","dependency":"labs"}""", HttpStatusCode.OK)]
    [InlineData("""{"name":"close-circuit","dependency":"labs"}""", HttpStatusCode.OK)]
    [InlineData("""{"name":"stop-faults"}""", HttpStatusCode.OK)]
    [InlineData("""{"name":"inject-faults","dependency":"labs","faults":{"loseResponse":true}}""", HttpStatusCode.OK)]
    [InlineData("""{"name":"inject-faults","dependency":"labs","faults":{}}""", HttpStatusCode.Conflict)]
    [InlineData("""{"name":"isolate-circuit","dependency":"xrays"}""", HttpStatusCode.Conflict)]
    [InlineData("""{"name":"launch"}""", HttpStatusCode.Conflict)]
    public async Task PostSwitch_AnyInput_AppliesItOrReturnsTheReason(string body, HttpStatusCode expected)
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");

        using var response = await server.Client.PostAsync(
            SwitchEndpointExtensions.Path, Json(body), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        var result = await BodyAsync(response);
        Assert.Equal(expected == HttpStatusCode.OK, (bool)result["isApplied"]!);
        Assert.NotEqual("", (string?)result["message"]);
    }

    [Theory]
    [InlineData("PUT", Labs, """{"loseResponse":true}""")]
    [InlineData("DELETE", Labs, "")]
    [InlineData("POST", SwitchEndpointExtensions.Path, """{"name":"isolate-circuit","dependency":"labs"}""")]
    public async Task Change_WithAPrecondition_IsRejectedAndChangesNothing(string method, string path, string body)
    {
        await using var server = await StatusServer.StartAsync(_time, "Development");
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body.Length == 0 ? null : Json(body),
            Headers = { { "If-Match", "\"1\"" } },
        };

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await ReadAsync(server));
    }

    private static Task<HttpResponseMessage> PutAsync(StatusServer server, string path, string body) =>
        server.Client.PutAsync(path, Json(body), TestContext.Current.CancellationToken);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonArray> ReadAsync(StatusServer server) =>
        (await server.Client.GetFromJsonAsync<JsonArray>(
            ChaosEndpointExtensions.Path, TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
}
