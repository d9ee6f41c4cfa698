using System.Buffers;
using ServiceDefaults.Objectives;

namespace PatientGateway.Import;

/// <summary>
/// Streams the results of an import to the caller as they arrive, one chunk in memory at a time. The callback at the
/// end runs before the response ends.
/// </summary>
internal sealed partial class NdjsonRelay(
    HttpResponseMessage upstream, IdleTimeout idle, ImportAudit audit, Func<ValueTask> onEnd)
    : IResult
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
        catch (Exception exception)
            when (httpContext.Response.HasStarted && !httpContext.RequestAborted.IsCancellationRequested)
        {
            // The status has been sent. A regular end would make an incomplete result look complete.
            LogBrokenOff(
                httpContext.RequestServices.GetRequiredService<ILogger<NdjsonRelay>>(), exception.GetType().Name);
            httpContext.CountAs(ObjectiveOutcome.Bad);
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
                audit.Record(chunk.AsSpan(0, read));
                await caller.WriteAsync(chunk.AsMemory(0, read), idle.Token);
                idle.Progress();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    // A broken connection is an IOException on either side; only here is it certain that it was the API's.
    private static async Task<int> ReadAsync(Stream results, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await results.ReadAsync(chunk, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(
                HttpRequestError.ResponseEnded,
                "The upstream service closed the connection in the middle of its response.",
                exception);
        }
    }

    [LoggerMessage(
        3, LogLevel.Warning, "The import results were cut off ({Exception}); the connection to the caller was closed.")]
    private static partial void LogBrokenOff(ILogger logger, string exception);
}
