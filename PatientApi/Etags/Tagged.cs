using Microsoft.Net.Http.Headers;

namespace PatientApi.Etags;

/// <summary>An answer that says which version of a patient it speaks of.</summary>
internal sealed class Tagged(IResult answer, Guid version) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers[HeaderNames.ETag] = PatientTag.Of(version).ToString();
        return answer.ExecuteAsync(httpContext);
    }
}
