using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace PatientGateway.Upstream;

/// <summary>
/// A refusal of the API that is meant for the caller (no such patient, stale version, bad field): handed on byte for byte,
/// with the validators and the waiting time that belong to it.
/// </summary>
internal sealed class UpstreamProblem : IResult
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

    /// <summary>What is known to exist no more. Its words are the gateway's own.</summary>
    public static UpstreamProblem NotFound { get; } = new(HttpStatusCode.NotFound);

    /// <summary>How long to wait for the end of an earlier request with the same idempotency key, when that is the problem.</summary>
    public TimeSpan? InFlightFor => _status == HttpStatusCode.Conflict && TypeIs(ProblemTypes.KeyInFlight) ? _retryAfter?.Delta : null;

    /// <summary>Whether the key belongs to another request.</summary>
    public bool IsOfAReusedKey => _status == HttpStatusCode.UnprocessableEntity && TypeIs(ProblemTypes.KeyReused);

    /// <summary>Whether it says that there is no such patient. A 404 of the API's router has another type: it says that the API does not know the question.</summary>
    public bool IsOfNoPatient => _status == HttpStatusCode.NotFound && TypeIs(ProblemTypes.PatientNotFound);

    /// <summary>Whether a status speaks of the caller's request. 401, 403 and 429 do not: they are about how the API treats the gateway itself.</summary>
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

    /// <summary>Takes the problem out of a response, which may be disposed afterwards.</summary>
    /// <exception cref="ResilienceException">It is a 404 of the API's router: the API does not know the question, so this is no answer to it.</exception>
    public static async Task<UpstreamProblem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // Anything but problem details was not written for callers; the status alone goes on and gets our own words.
        var isProblem = string.Equals(response.Content.Headers.ContentType?.MediaType, MediaTypeNames.Application.ProblemJson, StringComparison.OrdinalIgnoreCase);
        var problem = new UpstreamProblem(response, isProblem ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : default);
        return problem.IsOfTheRouter ? throw UpstreamFailure.Unreadable() : problem;
    }

    /// <summary>The refusal of one of several, which came in one answer.</summary>
    public static UpstreamProblem Of(HttpStatusCode status, ProblemDetails? problem) => problem is null ? new(status) : new(status, problem);

    /// <summary>The problem as a part of a larger answer.</summary>
    public ProblemDetails ToDetails()
    {
        try
        {
            if (!_body.IsEmpty && JsonSerializer.Deserialize<ProblemDetails>(_body.Span, JsonSerializerOptions.Web) is { } problem)
            {
                return problem;
            }
        }
        catch (JsonException)
        {
            // As below: its status is all that can be told of it.
        }

        return PartFailures.Describe(HttpStatusErrors.FromStatus((int)_status));
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

    /// <summary>The problem as a part of another document; the status alone where it is of another dialect.</summary>
    public JsonElement ToJson() => Parse() ?? JsonSerializer.SerializeToElement(new { status = (int)_status });

    // The router repeats nothing. What was said to the same write before is an answer, also when that was before there was a type.
    private bool IsOfTheRouter => _status == HttpStatusCode.NotFound && _replayed is null && !IsOfNoPatient;

    private bool TypeIs(string type) => Parse() is { ValueKind: JsonValueKind.Object } problem
        && problem.TryGetProperty("type", out var said) && said.ValueKind == JsonValueKind.String && said.ValueEquals(type);

    private JsonElement? Parse()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(_body.Span);
        }
        catch (JsonException)
        {
            // Then it is a problem of another dialect, which is handed on as it is.
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
