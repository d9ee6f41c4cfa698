using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PatientApi.Model;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>A response rendered to status, headers and bytes.</summary>
internal sealed record BufferedResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body) : IResult
{
    /// <summary>
    /// Whether a repeated request would get the same response, so that it may be stored: success, and rejections that
    /// depend on the data. Faults of the request or of the service may be corrected and are not stored.
    /// </summary>
    public bool IsFinal => Status is >= 200 and < 300
        or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed;

    /// <summary>
    /// Executes a result into a buffer. The caller's Accept headers do not matter: a repeated request may have others.
    /// </summary>
    public static async Task<BufferedResponse> OfAsync(IResult result, HttpContext context)
    {
        using var body = new MemoryStream();
        var scratch = new DefaultHttpContext
        {
            RequestServices = context.RequestServices,
            TraceIdentifier = context.TraceIdentifier
        };
        (scratch.Request.Method, scratch.Request.Path) = (context.Request.Method, context.Request.Path);
        scratch.Response.Body = body;
        await result.ExecuteAsync(scratch);
        var headers = scratch.Response.Headers
            .Where(header => !header.Key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(scratch.Response.StatusCode, headers, body.ToArray());
    }

    /// <summary>The stored response, marked as a replay.</summary>
    public static BufferedResponse ReplayOf(IdempotencyRecord stored)
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(stored.Headers)!;
        headers[IdempotencyHeaders.Replayed] = "true";
        return new(stored.Status, headers, stored.Body);
    }

    /// <summary>The response as an idempotency record, under the key of the request.</summary>
    public IdempotencyRecord ToStored(IdempotentRequest request, DateTimeOffset now) => new()
    {
        Tenant = request.Tenant,
        Client = request.Client,
        Key = request.Key,
        Part = request.Part,
        Fingerprint = request.Fingerprint,
        Status = Status,
        Headers = JsonSerializer.Serialize(Headers),
        Body = Body,
        CreatedAt = now,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Body.Length > 0)
        {
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
