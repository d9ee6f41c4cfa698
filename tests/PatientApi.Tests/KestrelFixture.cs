using System.Net;
using System.Net.Sockets;
using System.Text;
using Testing;

namespace PatientApi.Tests;

/// <summary>
/// One service on a real Kestrel server and one fresh database for all tests of a class; for behaviour that an
/// in-memory server hides.
/// </summary>
public sealed class KestrelFixture(PostgresServer postgres) : IAsyncLifetime
{
    private readonly ApiFactory _api = new(postgres.NewDatabase());

    internal ApiFactory Api => _api;

    /// <summary>Sends requests with a token; it normalizes the percent-encoding of relative paths.</summary>
    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _api.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _api.StartServer();
        await _api.WaitUntilReadyAsync();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
        Client = new HttpClient(handler) { BaseAddress = _api.ClientOptions.BaseAddress }.WithToken();
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _api.DisposeAsync();
    }

    /// <summary>An address that the client sends unchanged.</summary>
    internal Uri AsWritten(string target) => new(
        $"{Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{target}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>
    /// Sends a request line as it is, which no client would, with an empty JSON object and without a token.
    /// </summary>
    /// <returns>The whole response.</returns>
    internal async Task<string> SendRawAsync(string method, string target)
    {
        var token = TestContext.Current.CancellationToken;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_api.ClientOptions.BaseAddress.Host, _api.ClientOptions.BaseAddress.Port, token);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: "
            + $"localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + $"2\r\n\r\n{{}}"), token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(token);
    }
}
