using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Requests;

/// <summary>
/// One resource has one address: what is not a percent-encoding of UTF-8 is not taken for a text that looks like it.
/// Through Kestrel, which alone shows the request line.
/// </summary>
public sealed class PathTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly ApiFactory _api = new(postgres.NewDatabase());
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _api.StartServer();
        await _api.WaitUntilReadyAsync();
        _client = new HttpClient { BaseAddress = _api.ClientOptions.BaseAddress }.WithToken();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _api.DisposeAsync();
    }

    [Theory]
    [InlineData("x%FF")]
    [InlineData("x%ff%25")]
    [InlineData("x%C0%AF")]
    [InlineData("x%ED%A0%80")]
    [InlineData("x%E2%82")]
    [InlineData("x%F4%90%80%80")]
    [InlineData("%80")]
    [InlineData("x%")]
    [InlineData("x%2")]
    [InlineData("x%zz")]
    [InlineData("x%u0041")]
    [InlineData("%%41")]
    public async Task Send_ToAPathThatIsNoPercentEncodedUtf8_Is400OnEveryRoute(string segment)
    {
        foreach (var (method, path) in ((string, string)[])
            [
                ("PUT", $"/patients/by-external-id/{segment}"), ("GET", $"/patients/{segment}"),
                ("HEAD", $"/patients/{segment}/summary"), ("DELETE", $"/patients/{segment}"),
                ("OPTIONS", $"/patients/{segment}"), ("GET", $"/{segment}"),
            ])
        {
            Assert.StartsWith("HTTP/1.1 400 ", await RawAsync(method, path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Options_OfTheWholeServer_Is204() => Assert.StartsWith(
        "HTTP/1.1 204 ", await RawAsync("OPTIONS", "*"), StringComparison.Ordinal);

    [Fact]
    public async Task Upsert_OfTextsThatLookEncoded_KeepsThemApart()
    {
        string[] externalIds = ["x%FF", "x%25FF", "a%2Fb", "a%252Fb", "a+b", "a b", "100%"];
        foreach (var externalId in externalIds)
        {
            using var response = await _client.PutAsJsonAsync(
                $"/patients/by-external-id/{Uri.EscapeDataString(externalId)}",
                Samples.Patient() with { ExternalId = null },
                Token);

            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            Assert.Equal(externalId, (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!.ExternalId);
        }
    }

    [Theory]
    [InlineData("/patients/by-external-id/a%2Fb")]
    [InlineData("/patients/by-external-id/%2F")]
    [InlineData("/patients/by-external-id/a%2fb?x=/y")]
    public async Task Upsert_OfASlash_Is400(string path)
    {
        using var response = await _client.PutAsJsonAsync(path, Samples.Patient() with { ExternalId = null }, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    // As it is: a client of ours would mend the address.
    private async Task<string> RawAsync(string method, string target)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_api.ClientOptions.BaseAddress.Host, _api.ClientOptions.BaseAddress.Port, Token);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: "
            + $"localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + $"2\r\n\r\n{{}}"), Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }
}
