using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal;

/// <summary>The header of our own answers.</summary>
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
