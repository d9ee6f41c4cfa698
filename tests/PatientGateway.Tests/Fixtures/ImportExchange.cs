using System.Net.Http.Headers;
using System.Text;

namespace PatientGateway.Tests.Fixtures;

/// <summary>Both sides of an import, line by line.</summary>
internal static class ImportExchange
{
    public const int LineBytes = 1_000;

    public static readonly byte[] Line = Encoding.ASCII.GetBytes(new string('x', LineBytes - 1) + "\n");

    public static readonly byte[] Result = Encoding.ASCII.GetBytes("""{"line":1,"status":"created"}""" + "\n");

    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient caller, HttpContent lines, CancellationToken? cancellationToken = null)
    {
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Gateway.Patients}/import") { Content = lines };
        return await caller.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public static async Task<int> CountLinesAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var lines = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }
}
