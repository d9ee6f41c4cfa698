using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using ServiceDefaults.Globalization;

namespace PatientGateway.Upstream;

/// <summary>
/// The patient as the caller sent it, without a byte order mark. The body is read completely before the API is called:
/// otherwise a slow caller would look like a slow API, use up its timeout and open its circuit breaker.
/// </summary>
internal sealed class PatientPayload
{
    /// <summary>Largest accepted body in bytes: 1 MiB, the limit of an import line.</summary>
    public const int MaxBytes = PatientLimits.MaxBytes;

    /// <summary>Creates a payload from the body and its declared content type.</summary>
    public PatientPayload(ReadOnlyMemory<byte> body, string? contentType)
    {
        Body = body;
        ContentType = contentType;
    }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The content type that the caller declared.</summary>
    public string? ContentType { get; }

    /// <summary>Binds the payload as a parameter of a minimal API.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, too slow or cut off.</exception>
    public static async ValueTask<PatientPayload> BindAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MaxBytes));
        await request.Body.CopyToAsync(body, httpContext.RequestAborted);
        return new PatientPayload(
            ByteOrderMark.Skip(body.GetBuffer().AsMemory(0, (int)body.Length)), request.ContentType);
    }

    /// <summary>Returns the payload as the content of a request.</summary>
    public HttpContent ToContent()
    {
        var content = new ReadOnlyMemoryContent(Body);
        if (ContentType is not null)
        {
            content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, ContentType);
        }

        return content;
    }
}
