using PatientApi.Errors;
using ServiceDefaults.Errors;

namespace PatientApi.Idempotency;

/// <summary>Result for a write whose first request is still in progress: 409 with <c>Retry-After</c>.</summary>
internal sealed class RequestInProgressResult : IResult
{
    public static readonly RequestInProgressResult Instance = new();

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private RequestInProgressResult()
    {
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = RetryAfterHeader.ToSeconds(Soon).ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        return Problems.KeyInFlight(Soon).ExecuteAsync(httpContext);
    }
}
