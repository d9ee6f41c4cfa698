using System.Net;

namespace PatientGateway.Tests.Fixtures;

/// <summary>
/// A body that is generated while it is sent, so that a test holds no more of it than the gateway does.
/// </summary>
internal sealed class StreamedLines(Func<Stream, Task> write) : HttpContent
{
    public static StreamedLines One() => Many(1);

    public static StreamedLines Many(int count) => new(async stream =>
    {
        for (var line = 0; line < count; line++)
        {
            await stream.WriteAsync(ImportExchange.Line, TestContext.Current.CancellationToken);
        }
    });

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
