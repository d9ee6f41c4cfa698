using ServiceDefaults.Callers;

namespace ServiceDefaults.ServiceTokens.Internal;

/// <summary>Sends a token of the current caller with each request.</summary>
internal sealed class ServiceTokenMessageHandler(ServiceTokenIssuer issuer, ICallerContext caller, string audience)
    : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new("Bearer", issuer.Issue(caller, audience));
        return base.SendAsync(request, cancellationToken);
    }
}
