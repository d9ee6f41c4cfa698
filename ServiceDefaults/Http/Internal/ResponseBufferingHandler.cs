using System.Net;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Reads the body inside the resilience pipeline. Without it a pipeline ends at the response headers, and an API that stalls or dies
/// in the middle of the body is met by no timeout, no retry and no circuit breaker. A body over <see cref="MaxBytes"/> fails.
/// </summary>
internal sealed class ResponseBufferingHandler : DelegatingHandler
{
    /// <summary>
    /// 16 MiB: what is buffered has to fit into memory as often as there are calls at once, and a dependency that has gone wrong can answer without end.
    /// What is meant to be larger is a stream, and takes a client without a pipeline.
    /// </summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
            request.MarkUndone(response.StatusCode >= HttpStatusCode.BadRequest && await ProblemDetailsReader.SaysNothingWasDoneAsync(response, cancellationToken));
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
