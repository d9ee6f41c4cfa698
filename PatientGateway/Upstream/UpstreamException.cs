using System.Net;
using System.Net.Http.Headers;

namespace PatientGateway.Upstream;

/// <summary>The API answered, but with a failure of its own (5xx, 429, ...) or with something it never promised to say.</summary>
/// <param name="message">What happened, without a word of what the API wrote: that may hold anything.</param>
/// <param name="status">The API's status.</param>
/// <param name="retryAfter">When the API asked to be left alone.</param>
/// <param name="innerException">What the answer could not be read for, if that is the failure.</param>
internal sealed class UpstreamException(
    string message,
    HttpStatusCode status,
    RetryConditionHeaderValue? retryAfter = null,
    Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The API's status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>When the API asked to be left alone.</summary>
    public RetryConditionHeaderValue? RetryAfter { get; } = retryAfter;

    /// <summary>The failure that a response with an unexpected status stands for.</summary>
    public static UpstreamException From(HttpResponseMessage response) =>
        new($"The upstream service answered {(int)response.StatusCode}.", response.StatusCode, response.Headers.RetryAfter);
}
