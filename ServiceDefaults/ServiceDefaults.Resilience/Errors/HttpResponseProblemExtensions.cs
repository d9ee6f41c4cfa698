using System.Net;

namespace ServiceDefaults.Errors;

/// <summary>Turns error responses into exceptions that carry a classified error.</summary>
public static class HttpResponseProblemExtensions
{
    /// <summary>
    /// Returns a response with a status below 400 (304, for example) and throws for any other. Use it instead of
    /// <see cref="HttpResponseMessage.EnsureSuccessStatusCode"/>, which keeps only the status: the exception carries
    /// the classified error that the dependency reported.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="timeProvider">The clock that converts a <c>Retry-After</c> date to a delay.</param>
    /// <param name="cancellationToken">Cancels the reading of the body.</param>
    /// <returns>The same response.</returns>
    /// <exception cref="RemoteProblemException">The status is 400 or above.</exception>
    public static async Task<HttpResponseMessage> EnsureSuccessOrThrowProblemAsync(
        this HttpResponseMessage response, TimeProvider timeProvider, CancellationToken cancellationToken = default) =>
        response.StatusCode < HttpStatusCode.BadRequest
            ? response
            : throw new RemoteProblemException(
                await ProblemDetailsReader.ReadAsync(response, timeProvider, cancellationToken));
}
