using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>Adds the ETag of a patient's version to a result.</summary>
internal sealed class ETagResult(IResult result, Guid version) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers[HeaderNames.ETag] = PatientETag.Of(version).ToString();
        return result.ExecuteAsync(httpContext);
    }
}
