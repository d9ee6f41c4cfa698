using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>
/// Details that an in-memory server would hide: the request line as it is written, and the limits of the real server.
/// </summary>
public sealed partial class WireTests
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
    public async Task Send_OfAnyExternalId_SendsItAsOneSegment(string externalId)
    {
        var segment = Uri.EscapeDataString(externalId);
        var targets = new ConcurrentQueue<string>();
        await using var api = await KestrelApi.StartAsync(http =>
        {
            targets.Enqueue(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(Samples.Patient, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateClient();

        var address = new Uri($"{Gateway.Patients}/by-external-id/{segment}", UriKind.Relative);
        using var written = await caller.PutAsync(address, Samples.Json(), TestContext.Current.CancellationToken);
        using var read = await caller.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (written.StatusCode, read.StatusCode));
        Assert.Equal([$"/patients/by-external-id/{segment}", $"/patients/by-external-id/{segment}"], targets);
    }

    [Fact]
    public async Task Send_ToAPathWithInvalidUtf8_Returns400WithoutACall()
    {
        var calls = 0;
        await using var api = await KestrelApi.StartAsync(_ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateClient();
        foreach (var (method, path) in ((string, string)[])
            [
                ("PUT", $"{Gateway.Patients}/by-external-id/x%FF"),
                ("PUT", $"{Gateway.Patients}/by-external-id/x%C3%28"), ("PUT", $"{Gateway.Patients}/by-external-id/x%"),
                ("GET", $"{Gateway.Patients}/x%FF"), ("HEAD", $"{Gateway.Patients}/x%FF/summary"),
                ("DELETE", $"{Gateway.Patients}/x%zz"), ("GET", "/api/v1/operations/x%E2%82"),
            ])
        {
            Assert.StartsWith(
                "HTTP/1.1 400 ", await RawAsync(caller, method, path), StringComparison.Ordinal);
        }

        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Replace_WithAnIfMatchBeyondAscii_ForwardsIt()
    {
        var sent = new TaskCompletionSource<string>();
        await using var api = await KestrelApi.StartAsync(http =>
        {
            sent.TrySetResult(http.Request.Headers.IfMatch.ToString());
            http.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var sockets = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var caller = new HttpClient(sockets) { BaseAddress = gateway.ClientOptions.BaseAddress }.WithKey();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Gateway.Patients}/{Samples.Id}")
        {
            Content = Samples.Json()
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"é\"");

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal("\"é\"", await sent.Task);
    }

    [Fact]
    public async Task Create_OfMoreThanAMebibyte_Returns413WithoutACall()
    {
        var calls = 0;
        await using var api = await KestrelApi.StartAsync(_ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Gateway.Patients)
        {
            Content = Samples.Json(new string(' ', (1024 * 1024) + 1))
        };
        request.Headers.ExpectContinue = true;

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, calls);
    }

    // Unchanged, because our own client would normalize the address; with the caller's key, because without one the
    // gateway returns 401 for every address.
    private static async Task<string> RawAsync(HttpClient caller, string method, string target)
    {
        var token = TestContext.Current.CancellationToken;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(caller.BaseAddress!.Host, caller.BaseAddress.Port, token);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: "
            + $"localhost\r\n{caller.DefaultRequestHeaders}Connection: close\r\nContent-Type: application/json\r\n"
            + $"Content-Length: 2\r\n\r\n{{}}"), token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(token);
    }
}
