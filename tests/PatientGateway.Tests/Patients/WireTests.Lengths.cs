using System.Net;
using Microsoft.AspNetCore.Http;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

public sealed partial class WireTests
{
    /// <summary>
    /// Escaping can triple the length of a search; if it is then too long, that is a client error and not a failure of
    /// the API.
    /// </summary>
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
    public async Task List_OfATooLongSearch_IsAClientError(string part, int times)
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
        var target =
            $"{gateway.ClientOptions.BaseAddress.ToString().TrimEnd('/')}{Gateway.Patients}?search="
            + string.Concat(Enumerable.Repeat(part, times));

        using var response = await caller.GetAsync(
            new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }),
            TestContext.Current.CancellationToken);

        Assert.Contains(response.StatusCode, new[]
        {
            HttpStatusCode.BadRequest,
            HttpStatusCode.RequestUriTooLong,
            HttpStatusCode.RequestHeaderFieldsTooLarge
        });
        Assert.Equal(0, calls);
    }

    /// <summary>The API accepts everything that the gateway accepts at its edge.</summary>
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
        var target =
            $"{gateway.ClientOptions.BaseAddress.ToString().TrimEnd('/')}{Gateway.Patients}?search="
            + string.Concat(Enumerable.Repeat(part, times));
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation(
            "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.TryAddWithoutValidation("baggage", baggage == 0 ? [] : [$"key={new string('\'', baggage)}"]);

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(15_000, HttpStatusCode.PreconditionFailed)]
    [InlineData(20_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(31_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Replace_WithALongIfMatch_IsForwardedOrRejectedAtTheEdge(int length, HttpStatusCode expected)
    {
        await using var api = await KestrelApi.StartAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Gateway.Patients}/{Samples.Id}")
        {
            Content = Samples.Json()
        };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{new string('a', length)}\"");

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }
}
