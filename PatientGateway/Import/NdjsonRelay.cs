using System.Buffers;

namespace PatientGateway.Import;

/// <summary>Hands the results of an import on while they arrive, one chunk in memory at a time. What has to follow the import follows before its answer ends.</summary>
internal sealed partial class NdjsonRelay(HttpResponseMessage upstream, IdleTimeout idle, Func<ValueTask> onEnd) : IResult
{
    private const int ChunkBytes = 64 * 1024;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = upstream.Content.Headers.ContentType?.ToString();
        try
        {
            await using var results = await upstream.Content.ReadAsStreamAsync(idle.Token);
            await CopyAsync(results, httpContext.Response.Body);
        }
        catch (Exception exception) when (httpContext.Response.HasStarted && !httpContext.RequestAborted.IsCancellationRequested)
        {
            // The status is out. An ending that looked regular would pass a part off as the whole.
            LogBrokenOff(httpContext.RequestServices.GetRequiredService<ILogger<NdjsonRelay>>(), exception.GetType().Name);
            httpContext.Abort();
        }
        finally
        {
            await onEnd();
        }
    }

    private async Task CopyAsync(Stream results, Stream caller)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            while ((read = await idle.RunAsync(token => ReadAsync(results, chunk, token))) > 0)
            {
                idle.Progress();
                await caller.WriteAsync(chunk.AsMemory(0, read), idle.Token);
                idle.Progress();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    // A connection that breaks is an IOException on either side; only here it is known that it was the API's.
    private static async Task<int> ReadAsync(Stream results, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await results.ReadAsync(chunk, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The upstream service went away in the middle of its answer.", exception);
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "The results of an import broke off ({Exception}); the connection to the caller was closed")]
    private static partial void LogBrokenOff(ILogger logger, string exception);
}
