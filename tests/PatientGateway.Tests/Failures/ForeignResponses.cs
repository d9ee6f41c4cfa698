using System.Net;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.ServiceIdentity;

namespace PatientGateway.Tests.Failures;

/// <summary>Responses at the API's address that are not from the API, or not from this one.</summary>
internal static class ForeignResponses
{
    private const string Page = "<html><body>It works!</body></html>";
    private const string Problem =
        """{"type":"urn:patients:problem:patient-not-found","title":"Not Found","status":404"""
        + ""","canRetry":false,"mayHaveSucceeded":false}""";

    /// <summary>A name, the status, the body, its type, and the identity that comes with it.</summary>
    public static TheoryData<string, HttpStatusCode, string?, string, string?> All { get; } = new()
    {
        { "an ingress without backends", HttpStatusCode.NotFound, "default backend - 404", "text/plain", null },
        { "another service with the same "
            + "defaults", HttpStatusCode.NotFound, Problem, "application/problem+json", null },
        { "a service that says it is "
            + "another", HttpStatusCode.NotFound, Problem, "application/problem+json",
            "inventory; environment=Production" },
        { "the API of another "
            + "environment", HttpStatusCode.NotFound, Problem, "application/problem+json",
            "patient-api; environment=Staging" },
        { "the read-only instance", HttpStatusCode.NotFound, Problem, "application/problem+json",
            "patient-api-readonly; environment=Production" },
        { "two that claim to be it", HttpStatusCode.NotFound, Problem, "application/problem+json",
            "patient-api; environment=Production, patient-api; environment=Production" },
        { "a server's default page", HttpStatusCode.OK, Page, "text/html", null },
        { "an empty object", HttpStatusCode.OK, "{}", "application/json", null },
        { "the very patient", HttpStatusCode.OK, Samples.Patient, "application/json", null },
        { "something created", HttpStatusCode.Created, Samples.Patient, "application/json", null },
        { "nothing to say", HttpStatusCode.NoContent, null, "text/plain", null },
        { "a login page", HttpStatusCode.Found, Page, "text/html", null },
        { "a firewall", HttpStatusCode.Forbidden, Page, "text/html", null },
        { "something gone", HttpStatusCode.Gone, null, "text/plain", null },
        { "a conflict", HttpStatusCode.Conflict, Problem, "application/problem+json", null },
        { "a condition", HttpStatusCode.PreconditionFailed, Problem, "application/problem+json", null },
        { "a wish", HttpStatusCode.UnprocessableEntity, Problem, "application/problem+json", null },
        { "a limit of size", HttpStatusCode.RequestEntityTooLarge, Page, "text/html", null },
        { "a slow request", HttpStatusCode.RequestTimeout, null, "text/plain", null },
        { "a limiter", HttpStatusCode.TooManyRequests, null, "text/plain", null },
        { "a defect", HttpStatusCode.InternalServerError, Problem, "application/problem+json", null },
        { "no such method", HttpStatusCode.NotImplemented, null, "text/plain", null },
        { "a server without this method", HttpStatusCode.MethodNotAllowed, null, "text/plain", null },
        { "a server without "
            + "this media type", HttpStatusCode.UnsupportedMediaType, Problem, "application/problem+json", null },
        { "a required condition", HttpStatusCode.PreconditionRequired, Problem, "application/problem+json", null },
        { "a required login", HttpStatusCode.Unauthorized, Page, "text/html", null },
        { "a permanent redirect", HttpStatusCode.MovedPermanently, Page, "text/html", null },
        { "a cache that confirms a version", HttpStatusCode.NotModified, null, "text/plain", null },
        { "a proxy whose backend failed", HttpStatusCode.BadGateway, Page, "text/html", null },
        { "a proxy without a healthy backend", HttpStatusCode.ServiceUnavailable, Page, "text/html", null },
        { "a proxy whose backend is slow", HttpStatusCode.GatewayTimeout, Page, "text/html", null },
    };

    /// <summary>Responses that an HTTP server sends before the service gets the request.</summary>
    public static TheoryData<HttpStatusCode> OfServers { get; } = [
        HttpStatusCode.BadRequest, HttpStatusCode.RequestUriTooLong, HttpStatusCode.RequestHeaderFieldsTooLarge
    ];

    /// <summary>
    /// The status that callers get: a proxy reports that it cannot reach the API, everything else is a bad gateway.
    /// </summary>
    public static HttpStatusCode StatusFor(HttpStatusCode foreign) =>
        foreign is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? foreign
            : HttpStatusCode.BadGateway;

    /// <summary>A response with an identity, or without one.</summary>
    public static HttpResponseMessage Create(HttpStatusCode status, string? body, string contentType, string? identity)
    {
        var response = StubApi.Response(status, body, contentType);
        response.Headers.TryAddWithoutValidation(ServiceIdentityHeader.Name, identity is null ? [] : [identity]);
        return response;
    }

    /// <summary>Makes the stub respond so.</summary>
    public static void AnswerAs(
        this StubApi api,
        string methodAndTarget,
        HttpStatusCode status,
        string? body,
        string contentType,
        string? identity)
    {
        api.Identity = identity;
        api.On(methodAndTarget, status, body, contentType);
    }
}
