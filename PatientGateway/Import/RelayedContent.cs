using System.Buffers;
using System.Net;
using Microsoft.Net.Http.Headers;

namespace PatientGateway.Import;

/// <summary>
/// The caller's body as the body of the request upstream, chunk by chunk: no more of it is in memory than one chunk. It remembers a
/// failure of the caller's side, which the HTTP client would report as its own.
/// </summary>
internal sealed class RelayedContent : HttpContent
{
    private const int ChunkBytes = 64 * 1024;

    private readonly HttpRequest _caller;
    private readonly IdleTimeout _idle;
    private readonly Func<ValueTask> _onLeaving;

    /// <summary>Relays the body of a request, and says so before the first byte of it leaves.</summary>
    public RelayedContent(HttpRequest caller, IdleTimeout idle, Func<ValueTask>? onLeaving = null)
    {
        _caller = caller;
        _idle = idle;
        _onLeaving = onLeaving ?? (() => ValueTask.CompletedTask);
        Headers.TryAddWithoutValidation(HeaderNames.ContentType, caller.ContentType);
        Headers.ContentLength = caller.ContentLength;
    }

    /// <summary>Whether any of it may have reached the API.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Why the caller's body could not be read to its end, if so.</summary>
    public BadHttpRequestException? CallerFailure { get; private set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, _idle.Token);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasLeft = true;
        await _onLeaving();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            while ((read = await ReadCallerAsync(chunk, cancellationToken)) > 0)
            {
                await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
                // The HTTP client would keep small chunks back, and the API could not work while the caller is slow.
                await stream.FlushAsync(cancellationToken);
                _idle.Progress();
            }
        }
        finally
        {
            // A patient is no longer in there for the next renter to see.
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
            CallerFailure = new BadHttpRequestException("The body of the import stopped arriving.", StatusCodes.Status408RequestTimeout);
            throw;
        }
        catch (IOException exception)
        {
            CallerFailure = exception as BadHttpRequestException ?? new BadHttpRequestException("The body of the import broke off.", exception);
            throw;
        }
    }
}
