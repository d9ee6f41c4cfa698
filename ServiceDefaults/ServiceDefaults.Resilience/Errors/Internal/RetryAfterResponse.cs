using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal;

/// <summary>Writes <c>Retry-After</c> to a response of this service.</summary>
internal static class RetryAfterResponse
{
    public static void Write(HttpResponse response, TimeSpan? delay)
    {
        if (delay is { } wait)
        {
            response.Headers.RetryAfter = RetryAfterHeader.ToSeconds(wait).ToString();
        }
    }
}
