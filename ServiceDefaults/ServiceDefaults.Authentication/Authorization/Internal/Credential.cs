using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Authorization.Internal;

/// <summary>A kind of credentials that this service accepts.</summary>
/// <param name="Scheme">The authentication scheme; also the challenge in <c>WWW-Authenticate</c>.</param>
/// <param name="Description">What to send, for the problem details of a request without credentials.</param>
/// <param name="IsPresent">Whether a request has credentials of this kind.</param>
internal sealed record Credential(string Scheme, string Description, Func<HttpRequest, bool> IsPresent);
