using System.Net;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Reads the body inside the resilience pipeline. Otherwise the pipeline would end at the response headers, and no
/// timeout, retry or circuit breaker would cover an API that stalls or fails in the middle of the body. A body over
/// <see cref="ResilientHttpClientExtensions.MaxResponseBytes"/> fails.
/// </summary>
internal sealed class ResponseBufferingHandler : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(
                ResilientHttpClientExtensions.MaxResponseBytes, cancellationToken);
            var isUndone = response.StatusCode >= HttpStatusCode.BadRequest
                && await ProblemDetailsReader.SaysNothingWasDoneAsync(response, cancellationToken);
            request.SetSideEffects(isUndone ? SideEffects.None : SideEffects.Unknown);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
