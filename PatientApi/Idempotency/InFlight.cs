using PatientApi.Patients;
using ServiceDefaults.Errors;

namespace PatientApi.Idempotency;

/// <summary>The answer to a write whose first request has not ended: nothing is known yet, so come again.</summary>
internal sealed class InFlight : IResult
{
    public static readonly InFlight Instance = new();

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private InFlight()
    {
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = RetryAfterHeader.ToSeconds(Soon).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Problems.KeyInFlight(Soon).ExecuteAsync(httpContext);
    }
}
