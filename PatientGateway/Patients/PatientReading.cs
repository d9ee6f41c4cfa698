using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;
using ServiceDefaults.Http;

namespace PatientGateway.Patients;

/// <summary>
/// An answer about a patient, with the headers that say where it comes from. A caller who holds this version already gets 304; that is found out here,
/// because callers with different copies share one call of the API.
/// </summary>
/// <typeparam name="T">What is known.</typeparam>
/// <param name="reading">The answer and where it comes from.</param>
/// <param name="ifNoneMatch">The versions that the caller holds.</param>
internal sealed class PatientReading<T>(FallbackResult<ApiAnswer<T>> reading, string? ifNoneMatch) : IResult, IEndpointMetadataProvider where T : class
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(T), [MediaTypeNames.Application.Json]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = reading.Value;
        FallbackHeaders.Write(httpContext.Response, reading);
        if (answer.Problem is { } problem)
        {
            return problem.ExecuteAsync(httpContext);
        }

        var tag = answer.ETag?.ToString();
        httpContext.Response.Headers[HeaderNames.ETag] = tag;
        if (EntityTagHeaderValue.TryParse(tag, out var current) && IfNoneMatch.Includes(ifNoneMatch, current))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return TypedResults.Ok(answer.Value).ExecuteAsync(httpContext);
    }
}
