using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;
using ServiceDefaults.Http;

namespace PatientGateway.Patients;

/// <summary>
/// The response to a read of one patient, with the headers that state its source. If <c>If-None-Match</c> includes its
/// version, the response is 304. The gateway compares versions itself, because callers with different versions share
/// one call to the API.
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="reading">The response and its source.</param>
/// <param name="ifNoneMatch">The request's <c>If-None-Match</c>: the versions that the caller has.</param>
internal sealed class PatientReadResult<T>(FallbackResult<ApiResponse<T>> reading, string? ifNoneMatch)
    : IResult, IEndpointMetadataProvider, IAudited where T : class
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(T), [MediaTypeNames.Application.Json]));

    /// <inheritdoc/>
    public IReadOnlyList<AuditedPatient> PatientsOf(Guid? requested)
    {
        var response = reading.Value;
        var status = response.Problem?.StatusCode
            ?? (IsNotModified(response.ETag?.ToString())
                ? StatusCodes.Status304NotModified
                : StatusCodes.Status200OK);
        return
        [
            new(
                IdOf(response.Value) ?? requested,
                status,
                FallbackHeaders.NameOf(reading.Source),
                FallbackHeaders.AgeInSeconds(reading)),
        ];
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = reading.Value;
        FallbackHeaders.Write(httpContext.Response, reading);
        if (response.Problem is { } problem)
        {
            return problem.ExecuteAsync(httpContext);
        }

        var tag = response.ETag?.ToString();
        httpContext.Response.Headers[HeaderNames.ETag] = tag;
        if (IsNotModified(tag))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return TypedResults.Ok(response.Value).ExecuteAsync(httpContext);
    }

    // Only a read by external id has no id in its path.
    private static Guid? IdOf(T? value) => (value as PatientResponse)?.Id;

    private bool IsNotModified(string? tag) =>
        EntityTagHeaderValue.TryParse(tag, out var current) && IfNoneMatch.Includes(ifNoneMatch, current);
}
