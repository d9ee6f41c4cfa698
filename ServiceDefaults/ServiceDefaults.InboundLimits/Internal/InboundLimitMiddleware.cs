using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults.Callers;
using ServiceDefaults.Errors;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// Checks each request, and writes the state of its limits to the response: 429 with problem details if it is refused.
/// </summary>
internal sealed class InboundLimitMiddleware
{
    private readonly RequestDelegate _next;
    private readonly IInboundLimiter _limiter;
    private readonly ICallerContext _caller;
    private readonly IProblemDetailsService _problems;
    private readonly TimeProvider _time;
    private readonly AdaptiveLimits _adaptive;
    private readonly ExhaustedCapacity _capacity;

    public InboundLimitMiddleware(
        RequestDelegate next,
        IInboundLimiter limiter,
        ICallerContext caller,
        IProblemDetailsService problems,
        TimeProvider time,
        AdaptiveLimits adaptive,
        ExhaustedCapacity capacity,
        EndpointDataSource endpoints,
        IOptionsMonitor<InboundLimitsOptions> options)
    {
        (_next, _limiter, _caller, _problems, _time) = (next, limiter, caller, problems, time);
        (_adaptive, _capacity) = (adaptive, capacity);
        EndpointPolicies.Validate(endpoints, options.CurrentValue);
    }

    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            await _next(http);
            return;
        }

        var result = await _limiter.CheckAsync(
            await PartitionOfAsync(http), EndpointPolicies.Of(endpoint), permits: 1, http.RequestAborted);
        if (result.Windows.Count > 0)
        {
            // When the response starts: the exception handler removes headers that were set before.
            http.Response.OnStarting(
                static state =>
                {
                    var (response, time, checkedLimits) = ((HttpResponse, TimeProvider, InboundLimitResult))state;
                    InboundLimitHeaders.Write(response.Headers, checkedLimits, time.GetUtcNow());
                    return Task.CompletedTask;
                },
                (http.Response, _time, result));
        }

        if (result.IsAllowed && _adaptive.IsEnabled)
        {
            Observe(http, EndpointPolicies.Of(endpoint));
        }

        await (result.IsAllowed ? _next(http) : RefuseAsync(http, result));
    }

    // When the response is complete: the exception handler sets the status after this middleware has ended.
    private void Observe(HttpContext http, IReadOnlyList<string> policies)
    {
        var hasPolicy = policies.Count > 0;
        var before = _capacity.Begin(hasPolicy);
        http.Response.OnCompleted(() =>
        {
            _adaptive.Record(policies, _capacity.Explains(before, hasPolicy, http.Response.StatusCode));
            return Task.CompletedTask;
        });
    }

    private async ValueTask<InboundPartition> PartitionOfAsync(HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated == true)
        {
            return InboundPartition.ForCaller(_caller);
        }

        if (http.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && await schemes.GetDefaultAuthenticateSchemeAsync() is not null
            && (await http.AuthenticateAsync()).Failure is ResilienceException unavailable)
        {
            // The credentials could not be checked, and may be valid: they use no permit of anonymous callers.
            throw unavailable;
        }

        return InboundPartition.ForAddress(http.Connection.RemoteIpAddress);
    }

    private async Task RefuseAsync(HttpContext http, InboundLimitResult result)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        // Before the problem is written, whose field retryAfter says the same.
        InboundLimitHeaders.WriteRetryAfter(http.Response.Headers, result);
        // A caller that accepts no JSON still gets the status and the headers.
        await _problems.TryWriteAsync(new()
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status429TooManyRequests,
                Type = QuotaExceededProblem.Type,
                Title = QuotaExceededProblem.Title,
                Extensions = { [QuotaExceededProblem.ViolatedPolicies] = QuotaExceededProblem.ViolatedBy(result) },
            },
        });
    }
}
