using System.Net.Sockets;
using System.Text;

namespace Faults;

/// <summary>
/// One HTTP/1.1 connection of a client and its server. A client sends its next request when it has the answer to the
/// last one, so what begins with a method is a request.
/// </summary>
internal sealed class HttpRelayConnection(Socket client, Socket server, HttpJudge judge) : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private const string Error = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nContent-Length: 4"
        + "\r\nConnection: close\r\n\r\noops";

    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Methods = ["GET ", "POST ", "PUT ", "DELETE ", "PATCH ", "HEAD ", "OPTIONS "];
    private static readonly string[] Nonsense =
    [
        Page("200 OK", "text/html", "<html><body>Please log in to the network.</body></html>"),
        Page("200 OK", "application/json", """{"status":"ok","id":"42"}"""),
        Page("302 Found\r\nLocation: http://login.example/", "text/html", ""),
        Page("404 Not Found", "text/html", "<html>no such site</html>"),
        Page("200 OK", "application/json", "{\"firstName\":"),
    ];

    private volatile bool _losesAnswer;

    /// <summary>Relays until one side is gone, or a fault ends the connection.</summary>
    public async Task RunAsync(CancellationToken cancellationToken) =>
        await await Task.WhenAny(RelayRequestsAsync(cancellationToken), RelayAnswersAsync(cancellationToken));

    /// <summary>Resets both sides.</summary>
    public void Dispose()
    {
        client.Close(timeout: 0);
        server.Close(timeout: 0);
    }

    private async Task RelayRequestsAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await client.ReceiveAsync(buffer, cancellationToken)) > 0)
        {
            var fault = RequestLine(buffer.AsSpan(0, count)) is { } line
                ? await judge(line, cancellationToken)
                : HttpFault.None;
            if (fault is HttpFault.Error or HttpFault.Nonsense)
            {
                await AnswerAsync(
                    fault == HttpFault.Error ? Error : Nonsense[Random.Shared.Next(Nonsense.Length)],
                    cancellationToken);
                return;
            }

            _losesAnswer = fault == HttpFault.ErrorAfter;
            await server.SendAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task RelayAnswersAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await server.ReceiveAsync(buffer, cancellationToken)) > 0)
        {
            if (_losesAnswer)
            {
                await AnswerAsync(Error, cancellationToken);
                return;
            }

            await client.SendAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    // A connection that is closed while bytes of the client are unread loses the answer, too.
    private async Task AnswerAsync(string answer, CancellationToken cancellationToken)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
        client.Shutdown(SocketShutdown.Send);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Farewell);
        var rest = new byte[BufferBytes];
        while (await client.ReceiveAsync(rest, end.Token) > 0)
        {
        }
    }

    private static string? RequestLine(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 512)]);
        return Methods.Any(method => text.StartsWith(method, StringComparison.Ordinal))
            ? text.Split('\r')[0]
            : null;
    }

    private static string Page(string status, string type, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: "
        + $"close\r\n\r\n{body}";
}
