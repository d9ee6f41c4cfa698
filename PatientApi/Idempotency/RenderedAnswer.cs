using Microsoft.Net.Http.Headers;

namespace PatientApi.Idempotency;

/// <summary>An answer down to its bytes.</summary>
internal sealed record RenderedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body) : IResult
{
    /// <summary>Whether the same would be said again, so that it may be kept: what was done, and what the data refused. What was wrong with the request, or with us, may be mended.</summary>
    public bool IsFinal => Status is >= 200 and < 300
        or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed;

    /// <summary>Writes a result where nobody sees it yet. The caller's wishes for the format do not matter: whoever repeats the write may have others.</summary>
    public static async Task<RenderedAnswer> OfAsync(IResult result, HttpContext context)
    {
        using var body = new MemoryStream();
        var scratch = new DefaultHttpContext { RequestServices = context.RequestServices, TraceIdentifier = context.TraceIdentifier };
        (scratch.Request.Method, scratch.Request.Path) = (context.Request.Method, context.Request.Path);
        scratch.Response.Body = body;
        await result.ExecuteAsync(scratch);
        var headers = scratch.Response.Headers
            .Where(header => !header.Key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(scratch.Response.StatusCode, headers, body.ToArray());
    }

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
