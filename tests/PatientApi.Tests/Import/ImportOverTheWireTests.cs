using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Import;

/// <summary>The import over a real Kestrel server and socket, where the version of HTTP matters.</summary>
public sealed class ImportOverTheWireTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int ManyLines = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1, ManyLines)]
    [InlineData(HttpProtocols.Http2, 5_000)]
    public async Task Import_ManyLines_ReturnsAResultForEachInOrder(HttpProtocols protocol, int count)
    {
        await using var api = Start(protocol);
        using var client = await ClientAsync(api);
        using var request = Request(new GeneratedLines("many-", count), protocol);
        var started = TimeProvider.System.GetTimestamp();

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        var number = 0L;
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        while (await lines.ReadLineAsync(Token) is { } line)
        {
            var result = JsonSerializer.Deserialize<ImportLineResult>(line, JsonSerializerOptions.Web)!;
            Assert.Equal((++number, ImportStatus.Created), (result.Line, result.Status));
        }

        Assert.Equal(count, number);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        output.WriteLine(
            $"{protocol}: {count} lines in {elapsed.TotalSeconds:F1} s, {count / elapsed.TotalSeconds:F0} lines/s");
    }

    // HTTP/2's flow control stops a sender whose bytes are not read: a line longer than the window must still be
    // received.
    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Import_LineLongerThanTheServersBuffers_IsReadOrRejectedWithoutBlocking(HttpProtocols protocol)
    {
        await using var api = Start(protocol);
        using var client = await ClientAsync(api);
        var allowed = FhirLines.Patient("long", extra: $",\"text\":\"{new string('x', 1_000_000)}\"");
        var refused = FhirLines.Patient("longer", extra: $",\"text\":\"{new string('x', 40_000_000)}\"");
        using var request = Request(
            ImportCall.Body(FhirLines.Utf8(allowed, refused, FhirLines.Patient("short"))), protocol);

        using var response = await client.SendAsync(request, Token);

        var results = ImportCall.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Failed, ImportStatus.Created], results.Select(result => result.Status));
    }

    [Fact]
    public async Task Import_CallerDisconnects_KeepsTheStoredChunksAndLogsNoError()
    {
        await using var api = Start(HttpProtocols.Http1);
        using var client = await ClientAsync(api);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var body = new GeneratedLines("gone-", count: 1_000)
        {
            // Exactly two chunks, and then no more until they are stored and the caller has disconnected.
            AfterLine = async number =>
            {
                if (number == 450)
                {
                    await Eventually.IsTrueAsync(async () => await CountAsync(api) == 400);
                    await gone.CancelAsync();
                    await Task.Delay(Timeout.Infinite, gone.Token);
                }
            },
        };
        using var request = Request(body, HttpProtocols.Http1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(request, gone.Token));

        // The host waits for running requests, so afterwards all log lines have been written.
        var logs = api.Logs;
        await api.StopAsync();
        Assert.DoesNotContain(logs.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Import_BodyTruncated_KeepsTheStoredChunksAndLogsNoError()
    {
        await using var api = Start(HttpProtocols.Http1);
        using var client = await ClientAsync(api);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Token);
        await using var stream = socket.GetStream();
        var lines = string.Concat(
            Enumerable.Range(0, 300).Select(number => FhirLines.Patient($"cut-{number:D3}") + "\n"));

        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"POST /patients/import HTTP/1.1\r\nHost: x\r\n"
                + $"Authorization: Bearer {Credentials.Token}\r\nContent-Type: "
                + $"application/x-ndjson\r\nContent-Length: {lines.Length + 1}\r\n\r\n{lines}"), Token);
        await Eventually.IsTrueAsync(async () => await CountAsync(api) == 200);
        socket.Client.Shutdown(SocketShutdown.Send);
        var status = await StatusLineAsync(stream);

        Assert.True(status is null || status.Contains("400", StringComparison.Ordinal), status);
        Assert.Equal(200, await CountAsync(api));
        Assert.DoesNotContain(api.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
    }

    /// <summary>
    /// The first line of the response; <see langword="null"/> if the service has closed the connection of a caller that
    /// disconnected.
    /// </summary>
    private static async Task<string?> StatusLineAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadLineAsync(Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private ApiFactory Start(HttpProtocols protocol)
    {
        var api = new ApiFactory(postgres.NewDatabase());
        api.UseKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol));
        api.StartServer();
        return api;
    }

    private static async Task<HttpClient> ClientAsync(ApiFactory api)
    {
        // Not CreateClient: it follows redirects and therefore buffers the whole body before it sends anything.
        var client = api.CreateDefaultClient();
        await api.WaitUntilReadyAsync();
        client.Timeout = TimeSpan.FromMinutes(2);
        return client;
    }

    private static HttpRequestMessage Request(HttpContent body, HttpProtocols protocol) => new(
        HttpMethod.Post, "/patients/import")
    {
        Content = body,
        Version = protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static async Task<int> CountAsync(ApiFactory api)
    {
        await using var db = api.CreateContext();
        return await db.Patients.CountAsync(Token);
    }
}
