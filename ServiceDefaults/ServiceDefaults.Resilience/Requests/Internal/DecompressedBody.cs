using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Decompresses a body while it is read. More bytes than the limit are 413; a body that cannot be decompressed is 400.
/// </summary>
internal sealed class DecompressedBody(Stream decompressed, Func<long> limit) : Stream
{
    private readonly Lazy<long> _limit = new(limit);
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await decompressed.ReadAsync(buffer, cancellationToken));
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw Broken(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Count(decompressed.Read(buffer, offset, count));
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw Broken(exception);
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await decompressed.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decompressed.Dispose();
        }

        base.Dispose(disposing);
    }

    // gzip and deflate report invalid data by the first, Brotli by the second.
    private static bool IsBroken(Exception exception) => exception is InvalidDataException or InvalidOperationException;

    private static BadHttpRequestException Broken(Exception exception) =>
        new(
            "The body is not in the encoding that Content-Encoding names, or it is truncated.",
            StatusCodes.Status400BadRequest,
            exception);

    private int Count(int read)
    {
        _read += read;
        return _read <= _limit.Value ? read : throw new BadHttpRequestException(
            $"The decompressed body is larger than {_limit.Value} bytes. Send less in one request.",
            StatusCodes.Status413PayloadTooLarge);
    }
}
