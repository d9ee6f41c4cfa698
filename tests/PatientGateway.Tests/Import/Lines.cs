using System.Net;

namespace PatientGateway.Tests.Import;

/// <summary>A body that is made while it is sent.</summary>
internal sealed class Lines(Func<Stream, Task> write) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
