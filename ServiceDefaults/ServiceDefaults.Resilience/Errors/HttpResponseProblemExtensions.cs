using System.Net;

namespace ServiceDefaults.Errors;

/// <summary>The client's end of the vocabulary.</summary>
public static class HttpResponseProblemExtensions
{
    /// <summary>
    /// Use it instead of <see cref="HttpResponseMessage.EnsureSuccessStatusCode"/>, which forgets all but the status: an error answer
    /// becomes the same classified error that it was on the other side. A status below 400 (304, say) passes.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="timeProvider">The clock against which a <c>Retry-After</c> date is read.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    /// <returns>The same response.</returns>
    /// <exception cref="RemoteProblemException">The status is 400 or above.</exception>
    public static async Task<HttpResponseMessage> EnsureSuccessOrThrowProblemAsync(
        this HttpResponseMessage response, TimeProvider timeProvider, CancellationToken cancellationToken = default) =>
        response.StatusCode < HttpStatusCode.BadRequest
            ? response
            : throw new RemoteProblemException(await ProblemDetailsReader.ReadAsync(response, timeProvider, cancellationToken));
}
