using System.Buffers;
using System.Net;
using Microsoft.Net.Http.Headers;

namespace PatientGateway.Import;

/// <summary>
/// Streams the caller's body into the upstream request, one chunk in memory at a time. It records a failure to read the
/// caller's body, which the HTTP client would report as its own failure.
/// </summary>
internal sealed class RelayedContent : HttpContent
{
    private const int ChunkBytes = 64 * 1024;

    private readonly HttpRequest _caller;
    private readonly IdleTimeout _idle;
    private readonly Func<ValueTask> _onSending;

    /// <summary>Creates the content; <paramref name="onSending"/> runs before the first byte is sent.</summary>
    public RelayedContent(HttpRequest caller, IdleTimeout idle, Func<ValueTask>? onSending = null)
    {
        _caller = caller;
        _idle = idle;
        _onSending = onSending ?? (() => ValueTask.CompletedTask);
        Headers.TryAddWithoutValidation(HeaderNames.ContentType, caller.ContentType);
        Headers.ContentLength = caller.ContentLength;
    }

    /// <summary>Whether the API may have received any part of the body.</summary>
    public bool MayHaveBeenSent { get; private set; }

    /// <summary>Why the caller's body could not be read completely; <see langword="null"/> if it could.</summary>
    public BadHttpRequestException? CallerFailure { get; private set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(
        stream, context, _idle.Token);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        MayHaveBeenSent = true;
        await _onSending();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            while ((read = await ReadCallerAsync(chunk, cancellationToken)) > 0)
            {
                await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
                // The HTTP client would buffer small chunks, and the API would idle while the caller is slow.
                await stream.FlushAsync(cancellationToken);
                _idle.Progress();
            }
        }
        finally
        {
            // The next renter of the buffer must not see patient data.
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task<int> ReadCallerAsync(byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _caller.Body.ReadAsync(chunk, cancellationToken);
            _idle.Progress();
            return read;
        }
        catch (OperationCanceledException) when (_idle.HasElapsed)
        {
            CallerFailure = new BadHttpRequestException(
                "The import body stopped arriving.", StatusCodes.Status408RequestTimeout);
            throw;
        }
        catch (IOException exception)
        {
            CallerFailure = exception as BadHttpRequestException
                ?? new BadHttpRequestException("The import body was cut off.", exception);
            throw;
        }
    }
}
