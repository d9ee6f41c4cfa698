using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PatientApi.Contracts;
using ServiceDefaults.ServiceIdentity;

namespace PatientGateway.Tests.Fixtures;

/// <summary>One request as the API got it.</summary>
internal sealed record ReceivedRequest(
    HttpMethod Method, Uri Uri, HttpRequestHeaders Headers, string? ContentType, byte[] Body);

/// <summary>
/// A stub of the patient API. It responds to registered calls, throws on every other call, and sends its identity.
/// </summary>
internal sealed class StubApi : HttpMessageHandler
{
    public const string Host = "api.test";

    /// <summary>The API's response for an unknown patient.</summary>
    public const string NoPatient =
        """{"type":"urn:patients:problem:patient-not-found","title":"Not Found","status":404"""
        + ""","category":"not_found","traceId":"0af7651916cd43dd8448eb211c80319c"}""";

    private readonly ConcurrentDictionary<
        string, Func<ReceivedRequest, CancellationToken, Task<HttpResponseMessage>>> _handlers =
        new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();

    public IReadOnlyCollection<ReceivedRequest> Received => _received;

    /// <summary>Responds to every call that no test has registered.</summary>
    public Func<ReceivedRequest, HttpResponseMessage>? Otherwise { get; init; }

    /// <summary>The identity header of the response; <see langword="null"/> for none.</summary>
    public string? Identity { get; set; } = ServiceIdentityHeader.Format(ResourceNames.PatientApi, "Production");

    public ReceivedRequest Single => Assert.Single(_received);

    public StubApi On(
        string methodAndTarget,
        HttpStatusCode status,
        string? json = null,
        string contentType = "application/json",
        string? etag = null,
        string? retryAfter = null) =>
        On(methodAndTarget, () => Response(status, json, contentType, etag, retryAfter));

    public StubApi On(string methodAndTarget, Func<HttpResponseMessage> respond) => On(
        methodAndTarget, _ => Task.FromResult(respond()));

    public StubApi On(string methodAndTarget, Func<CancellationToken, Task<HttpResponseMessage>> respond) => On(
        methodAndTarget, (_, token) => respond(token));

    public StubApi On(
        string methodAndTarget, Func<ReceivedRequest, CancellationToken, Task<HttpResponseMessage>> respond)
    {
        _handlers[methodAndTarget] = respond;
        return this;
    }

    public StubApi OnNoPatient(string methodAndTarget) => On(
        methodAndTarget, HttpStatusCode.NotFound, NoPatient, "application/problem+json");

    public static HttpResponseMessage Response(
        HttpStatusCode status,
        string? body = null,
        string contentType = "application/json",
        string? etag = null,
        string? retryAfter = null)
    {
        var response = new HttpResponseMessage(status);
        if (body is not null)
        {
            response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        response.Headers.TryAddWithoutValidation("ETag", etag is null ? [] : [etag]);
        response.Headers.TryAddWithoutValidation("Retry-After", retryAfter is null ? [] : [retryAfter]);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var received = new ReceivedRequest(
            request.Method,
            request.RequestUri!,
            request.Headers,
            request.Content?.Headers.ContentType?.ToString(),
            body);
        _received.Enqueue(received);
        var target = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        var response = _handlers.TryGetValue(target, out var respond)
            ? await respond(received, cancellationToken)
            : Otherwise?.Invoke(received)
                ?? throw new InvalidOperationException($"No test registered '{target}'.");
        response.Headers.TryAddWithoutValidation(ServiceIdentityHeader.Name, Identity is null ? [] : [Identity]);
        return response;
    }
}
