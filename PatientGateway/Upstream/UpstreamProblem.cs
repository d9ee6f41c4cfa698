using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using ServiceDefaults.Errors;
using ServiceDefaults.Globalization;
using ServiceDefaults.Idempotency;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace PatientGateway.Upstream;

/// <summary>
/// A refusal of the API that concerns the caller's request (no such patient, stale version, invalid field). It is
/// forwarded byte for byte, without a byte order mark, with its <c>ETag</c>, <c>Retry-After</c> and replay headers.
/// </summary>
internal sealed class UpstreamProblem : IResult, IStatusCodeHttpResult
{
    private readonly HttpStatusCode _status;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly string? _contentType;
    private readonly EntityTagHeaderValue? _etag;
    private readonly RetryConditionHeaderValue? _retryAfter;
    private readonly string? _replayed;

    private UpstreamProblem(HttpStatusCode status) => _status = status;

    private UpstreamProblem(HttpStatusCode status, ProblemDetails problem)
    {
        _status = status;
        _body = JsonSerializer.SerializeToUtf8Bytes(problem, JsonSerializerOptions.Web);
        _contentType = MediaTypeNames.Application.ProblemJson;
    }

    private UpstreamProblem(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        _status = response.StatusCode;
        _body = body;
        _contentType = response.Content.Headers.ContentType?.ToString();
        _etag = response.Headers.ETag;
        _retryAfter = response.Headers.RetryAfter;
        _replayed = response.Headers.Contains(IdempotencyHeaders.Replayed) ? "true" : null;
    }

    /// <summary>
    /// A 404 of the gateway itself for a patient that does not exist any more; the gateway writes its body.
    /// </summary>
    public static UpstreamProblem NotFound { get; } = new(HttpStatusCode.NotFound);

    /// <summary>The status of the response.</summary>
    public int? StatusCode => (int)_status;

    /// <summary>
    /// How long to wait for an earlier request with the same idempotency key; <see langword="null"/> unless that is the
    /// problem.
    /// </summary>
    public TimeSpan? InFlightFor => _status == HttpStatusCode.Conflict
        && TypeIs(ProblemTypes.KeyInFlight) ? _retryAfter?.Delta : null;

    /// <summary>Whether the idempotency key was used for another request.</summary>
    public bool IsKeyReused => _status == HttpStatusCode.UnprocessableEntity && TypeIs(ProblemTypes.KeyReused);

    /// <summary>
    /// Whether the problem is that the patient does not exist. A 404 of the API's router has another type: the API has
    /// no such route.
    /// </summary>
    public bool IsPatientNotFound => _status == HttpStatusCode.NotFound && TypeIs(ProblemTypes.PatientNotFound);

    /// <summary>
    /// Whether a status concerns the caller's request. 401, 403 and 429 do not: they concern the gateway as the API's
    /// client.
    /// </summary>
    public static bool IsAnsweredWith(HttpStatusCode status) => status is
        HttpStatusCode.BadRequest or
        HttpStatusCode.NotFound or
        HttpStatusCode.Gone or
        HttpStatusCode.Conflict or
        HttpStatusCode.PreconditionFailed or
        HttpStatusCode.RequestEntityTooLarge or
        HttpStatusCode.UnsupportedMediaType or
        HttpStatusCode.UnprocessableEntity or
        HttpStatusCode.PreconditionRequired;

    /// <summary>Reads the problem from a response, which may be disposed afterwards.</summary>
    /// <exception cref="ResilienceException">
    /// The response is a 404 of the API's router: the API has no such route.
    /// </exception>
    public static async Task<UpstreamProblem> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // Only problem details are meant for callers; of any other body the status alone is forwarded, and the gateway
        // writes the body.
        var isProblem = string.Equals(
            response.Content.Headers.ContentType?.MediaType,
            MediaTypeNames.Application.ProblemJson,
            StringComparison.OrdinalIgnoreCase);
        var body = isProblem ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : default;
        var problem = new UpstreamProblem(response, ByteOrderMark.Skip(body));
        return problem.IsOfTheRouter ? throw UpstreamFailure.Unreadable() : problem;
    }

    /// <summary>Returns the refusal of one item of a batch response.</summary>
    public static UpstreamProblem Of(HttpStatusCode status, ProblemDetails? problem) =>
        problem is null ? new(status) : new(status, problem);

    /// <summary>Returns the problem as part of a larger response.</summary>
    public ProblemDetails ToDetails()
    {
        try
        {
            if (!_body.IsEmpty
                && JsonSerializer.Deserialize<ProblemDetails>(_body.Span, JsonSerializerOptions.Web) is { } problem)
            {
                return problem;
            }
        }
        catch (JsonException)
        {
            // The body is not problem details, so only the status can be reported.
        }

        return ItemProblemFactory.Create(HttpStatusErrors.FromStatus((int)_status));
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = (int)_status;
        SetIfPresent(response.Headers, HeaderNames.ETag, _etag);
        SetIfPresent(response.Headers, HeaderNames.RetryAfter, _retryAfter);
        SetIfPresent(response.Headers, IdempotencyHeaders.Replayed, _replayed);
        if (!_body.IsEmpty)
        {
            response.ContentType = _contentType;
            response.ContentLength = _body.Length;
            await response.Body.WriteAsync(_body, httpContext.RequestAborted);
        }
    }

    /// <summary>Returns the problem as JSON within another document; only the status if its body is not JSON.</summary>
    public JsonElement ToJson() => Parse() ?? JsonSerializer.SerializeToElement(new { status = (int)_status });

    // The router never replays. A replayed 404 is a response to the write, even if it was stored before problem types
    // existed.
    private bool IsOfTheRouter => _status == HttpStatusCode.NotFound && _replayed is null && !IsPatientNotFound;

    private bool TypeIs(string type) => Parse() is { ValueKind: JsonValueKind.Object } problem
        && problem.TryGetProperty("type", out var said) && said.ValueKind == JsonValueKind.String
        && said.ValueEquals(type);

    private JsonElement? Parse()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(_body.Span);
        }
        catch (JsonException)
        {
            // The body is not JSON and is forwarded unchanged.
            return null;
        }
    }

    private static void SetIfPresent(IHeaderDictionary headers, string name, object? value)
    {
        if (value is not null)
        {
            headers[name] = value.ToString();
        }
    }
}
