using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Errors;
using ServiceDefaults.Errors.Internal;

namespace ServiceDefaults.Shedding.Internal;

/// <summary>Admits or sheds each request, and sets the criticality of what it starts.</summary>
internal sealed class LoadSheddingMiddleware(
    RequestDelegate next, LoadShedder shedder, IProblemDetailsService problems, SheddingTrust trust)
{
    // Async, because an AsyncLocal value that an async method sets is gone when the method ends.
    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint is null || IsExempt(endpoint))
        {
            await next(http);
            return;
        }

        var criticality = shedder.NameOf(
            HeaderOf(http) ?? endpoint.Metadata.GetMetadata<CriticalityMetadata>()?.Criticality);
        if (!shedder.TryEnter(criticality))
        {
            await ShedAsync(http, criticality);
            return;
        }

        try
        {
            using (Criticality.Use(Criticality.IsSheddable(criticality) ? criticality : null))
            {
                await next(http);
            }
        }
        finally
        {
            shedder.Leave(criticality);
        }
    }

    private static bool IsExempt(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null
        || string.Equals(
            endpoint.Metadata.GetMetadata<CriticalityMetadata>()?.Criticality,
            Criticality.Critical,
            StringComparison.OrdinalIgnoreCase);

    private string? HeaderOf(HttpContext http) =>
        trust.TrustsCallers && http.User.Identity?.IsAuthenticated == true
            && http.Request.Headers.TryGetValue(CriticalityHeaders.Criticality, out var header) && header.Count == 1
            ? header[0]
            : null;

    private async Task ShedAsync(HttpContext http, string criticality)
    {
        var error = ClassifiedErrors.SystemBusy();
        http.Response.StatusCode = error.Status;
        if (Criticality.IsSheddable(criticality))
        {
            // A service that has no room for interactive requests is not well, and the circuit breakers of its callers
            // must count that.
            http.Response.Headers[CriticalityHeaders.Shed] = criticality;
        }

        // Before the problem is written, whose field retryAfter says the same.
        RetryAfterResponse.Write(http.Response, error.RetryAfter);
        // A caller that accepts no JSON still gets the status and the headers.
        await problems.TryWriteAsync(new() { HttpContext = http, ProblemDetails = ItemProblemFactory.Create(error) });
    }
}

/// <summary>Whether the header of an authenticated caller is believed.</summary>
/// <param name="TrustsCallers">True in a service that only services of ours call.</param>
internal sealed record SheddingTrust(bool TrustsCallers);
