using System.Net;
using ServiceDefaults.ServiceIdentity;

namespace PatientGateway.Upstream;

/// <summary>
/// Accepts only responses that the service itself signed (<see cref="ServiceIdentityHeader"/>); no other code checks
/// this. Any other response, whatever its status, comes from a proxy or another service: it neither confirms nor
/// refuses the request, and is handled as a bad gateway (retried where that is safe, a failure for the circuit breaker,
/// deferred by the queue). Its body is never read.
/// </summary>
internal sealed partial class ServiceIdentityHandler(
    string service, IHostEnvironment environment, ILogger<ServiceIdentityHandler> logger) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (ServiceIdentityHeader.IsFrom(response, service, environment.EnvironmentName))
        {
            return response;
        }

        using (response)
        {
            LogUnidentified(logger, (int)response.StatusCode, service);
            return IsGivenByServers(response.StatusCode)
                ? throw UpstreamFailure.Unreadable()
                : ReplacementOf(response, request);
        }
    }

    // Kestrel refuses a request that it cannot parse before any middleware can sign the response.
    private static bool IsGivenByServers(HttpStatusCode status) => status
        is HttpStatusCode.BadRequest or HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge;

    // A proxy sends 503 and 504 itself if it cannot reach the service in time.
    private static HttpResponseMessage ReplacementOf(HttpResponseMessage response, HttpRequestMessage request)
    {
        var status = response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? response.StatusCode
            : HttpStatusCode.BadGateway;
        var replacement = new HttpResponseMessage(status) { RequestMessage = request, Version = response.Version };
        replacement.Headers.RetryAfter = response.Headers.RetryAfter;
        return replacement;
    }

    [LoggerMessage(1, LogLevel.Warning, "A response with status {Status} from the address of {Service} does not "
        + "identify itself as that service in this environment; it is handled as a bad gateway.")]
    private static partial void LogUnidentified(ILogger logger, int status, string service);
}
