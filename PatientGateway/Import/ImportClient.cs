using System.Runtime.ExceptionServices;
using PatientApi.Contracts;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Import;

/// <summary>
/// Client of the API's import: one long exchange, sent once, without a buffer and without a total timeout.
/// </summary>
internal sealed class ImportClient(HttpClient http)
{
    private static readonly Uri Route = new(PatientRoutes.Collection + PatientRoutes.Import, UriKind.Relative);

    /// <summary>
    /// Sends the lines and returns when the response headers have arrived; the caller disposes the response.
    /// </summary>
    /// <exception cref="BadHttpRequestException">The caller's lines could not be read completely.</exception>
    /// <exception cref="HttpRequestException">The API is unreachable, or the connection broke.</exception>
    /// <exception cref="TimeoutException">The exchange made no progress within the idle timeout.</exception>
    public async Task<HttpResponseMessage> SendAsync(RelayedContent lines, string? key, IdleTimeout idle)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = lines };
        request.Headers.ExpectContinue = false;
        request.Headers.TryAddWithoutValidation(IdempotencyHeaders.Key, key is null ? [] : [key]);
        try
        {
            return await idle.RunAsync(
                token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token));
        }
        catch (Exception) when (lines.CallerFailure is not null)
        {
            ExceptionDispatchInfo.Throw(lines.CallerFailure);
            throw;
        }
    }
}
