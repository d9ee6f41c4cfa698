using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>What an in-memory server would hide: the request line as it is written, and the limits of the real server.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData("plain-1")]
    [InlineData("ward 7/ada")]
    [InlineData("a%2Fb")]
    [InlineData("a%2Fb/c")]
    [InlineData("100%")]
    [InlineData("who? me & you #1")]
    [InlineData("a+b=c;d,e@f:g")]
    [InlineData("back\\slash")]
    [InlineData("../..")]
    [InlineData("Zoë-名前-😀")]
    public async Task Upsert_OfAnyExternalId_SendsItAsOneSegment(string externalId)
    {
        var segment = Uri.EscapeDataString(externalId);
        var target = new TaskCompletionSource<string>();
        await using var api = await KestrelApi.StartAsync(http =>
        {
            target.TrySetResult(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(Samples.Patient, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateClient();

        using var response = await caller.PutAsync(new Uri($"{Gateway.Patients}/by-external-id/{segment}", UriKind.Relative), Samples.Json(), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/patients/by-external-id/{segment}", await target.Task);
    }

    [Fact]
    public async Task Replace_WithAnIfMatchBeyondAscii_HandsItOn()
    {
        var sent = new TaskCompletionSource<string>();
        await using var api = await KestrelApi.StartAsync(http =>
        {
            sent.TrySetResult(http.Request.Headers.IfMatch.ToString());
            http.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var sockets = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 };
        using var caller = new HttpClient(sockets) { BaseAddress = gateway.ClientOptions.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Gateway.Patients}/{Samples.Id}") { Content = Samples.Json() };
        request.Headers.TryAddWithoutValidation("If-Match", "\"é\"");

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal("\"é\"", await sent.Task);
    }

    /// <summary>Escaped anew, a search can be three times as long as it was; that is the caller's fault and not the API's.</summary>
    [Theory]
    [InlineData("'", 2700)]
    [InlineData("'", 3000)]
    [InlineData("'", 8000)]
    [InlineData("+", 3000)]
    [InlineData("%FF", 2600)]
    [InlineData("%", 3000)]
    [InlineData("%00", 2700)]
    [InlineData("%F0%9F%98%80", 670)]
    [InlineData("a", 8100)]
    public async Task List_OfASearchThatGetsTooLong_IsTheCallersFault(string part, int times)
    {
        var calls = 0;
        await using var api = await KestrelApi.StartAsync(http =>
        {
            Interlocked.Increment(ref calls);
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(Samples.Page, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        var target = $"{gateway.ClientOptions.BaseAddress.ToString().TrimEnd('/')}{Gateway.Patients}?search={string.Concat(Enumerable.Repeat(part, times))}";

        using var response = await caller.GetAsync(new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), TestContext.Current.CancellationToken);

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.RequestUriTooLong, HttpStatusCode.RequestHeaderFieldsTooLarge });
        Assert.Equal(0, calls);
    }

    /// <summary>What is accepted at the edge has room at the API.</summary>
    [Theory]
    [InlineData("'", 2650, 0)]
    [InlineData("%F0%9F%98%80", 650, 0)]
    [InlineData("'", 2650, 15_000)]
    public async Task List_OfTheLongestSearchWithTheLargestHeaders_ReachesTheApi(string part, int times, int baggage)
    {
        await using var api = await KestrelApi.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(Samples.Page, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        var target = $"{gateway.ClientOptions.BaseAddress.ToString().TrimEnd('/')}{Gateway.Patients}?search={string.Concat(Enumerable.Repeat(part, times))}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.TryAddWithoutValidation("baggage", baggage == 0 ? [] : [$"key={new string('\'', baggage)}"]);

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(15_000, HttpStatusCode.PreconditionFailed)]
    [InlineData(20_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(31_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Replace_WithALongIfMatch_IsHandedOnOrRefusedAtTheEdge(int length, HttpStatusCode expected)
    {
        await using var api = await KestrelApi.StartAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Gateway.Patients}/{Samples.Id}") { Content = Samples.Json() };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{new string('a', length)}\"");

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Create_OfMoreThanAMebibyte_Gives413WithoutACall()
    {
        var calls = 0;
        await using var api = await KestrelApi.StartAsync(_ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Gateway.Patients) { Content = Samples.Json(new string(' ', (1024 * 1024) + 1)) };
        request.Headers.ExpectContinue = true;

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, calls);
    }
}
