using System.Runtime.ExceptionServices;
using PatientApi.Contracts;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Import;

/// <summary>The import of the patient API: one long exchange, sent once, without a buffer and without an end in time.</summary>
internal sealed class ImportClient(HttpClient http)
{
    private static readonly Uri Route = new(PatientRoutes.Collection + PatientRoutes.Import, UriKind.Relative);

    /// <summary>Sends the lines and comes back with the beginning of the results; whoever calls disposes the response.</summary>
    /// <exception cref="BadHttpRequestException">The lines could not be read to their end.</exception>
    /// <exception cref="HttpRequestException">The API cannot be reached, or went away.</exception>
    /// <exception cref="TimeoutException">The API did not move for the length of the idle timeout.</exception>
    public async Task<HttpResponseMessage> SendAsync(RelayedContent lines, string? key, IdleTimeout idle)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = lines };
        request.Headers.ExpectContinue = false;
        request.Headers.TryAddWithoutValidation(IdempotencyHeaders.Key, key is null ? [] : [key]);
        try
        {
            return await idle.RunAsync(token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token));
        }
        catch (Exception) when (lines.CallerFailure is not null)
        {
            ExceptionDispatchInfo.Throw(lines.CallerFailure);
            throw;
        }
    }
}
