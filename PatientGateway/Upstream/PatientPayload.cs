using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using ServiceDefaults.Requests;

namespace PatientGateway.Upstream;

/// <summary>
/// A caller's patient exactly as it was sent, but for a byte order mark, which is no part of it. It is read to its end before the API is called: otherwise a slow caller would look like a
/// slow API, use up its timeout and open its circuit.
/// </summary>
internal sealed class PatientPayload
{
    /// <summary>The largest patient that is taken: 1 MiB, as much as a line of an import may hold.</summary>
    public const int MaxBytes = PatientLimits.MaxBytes;

    /// <summary>A payload out of its bytes and the content type they were announced with.</summary>
    public PatientPayload(ReadOnlyMemory<byte> body, string? contentType)
    {
        Body = body;
        ContentType = contentType;
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What the caller said they are.</summary>
    public string? ContentType { get; }

    /// <summary>Lets minimal APIs take the payload as a parameter.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, too slow or cut off.</exception>
    public static async ValueTask<PatientPayload> BindAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MaxBytes));
        await request.Body.CopyToAsync(body, httpContext.RequestAborted);
        return new PatientPayload(ByteOrderMark.Skip(body.GetBuffer().AsMemory(0, (int)body.Length)), request.ContentType);
    }

    /// <summary>The payload as the body of a request.</summary>
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
