using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Errors;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// Writes the state of the limits: <c>RateLimit-Policy</c> and <c>RateLimit</c> with every window
/// (draft-ietf-httpapi-ratelimit-headers-10), and the guide's <c>X-RateLimit-*</c> with the one that decides.
/// </summary>
internal static class InboundLimitHeaders
{
    public static void Write(IHeaderDictionary headers, in InboundLimitResult result, DateTimeOffset now)
    {
        var culture = CultureInfo.InvariantCulture;
        headers[RateLimitHeaders.Policy] = string.Join(", ", result.Windows.Select(window => string.Create(
            culture, $"\"{window.Name}\";q={window.Limit};w={RetryAfterHeader.ToSeconds(window.Period)}")));
        headers[RateLimitHeaders.State] = string.Join(", ", result.Windows.Select(window => string.Create(
            culture, $"\"{window.Name}\";r={window.Remaining};t={RetryAfterHeader.ToSeconds(ResetOf(window))}")));
        var deciding = Deciding(result);
        headers[RateLimitHeaders.Limit] = deciding.Limit.ToString(culture);
        headers[RateLimitHeaders.Remaining] = deciding.Remaining.ToString(culture);
        headers[RateLimitHeaders.Reset] =
            (now.ToUnixTimeSeconds() + RetryAfterHeader.ToSeconds(ResetOf(deciding))).ToString(culture);
    }

    public static void WriteRetryAfter(IHeaderDictionary headers, in InboundLimitResult result)
    {
        if (result.RetryAfter is { } delay)
        {
            headers.RetryAfter = RetryAfterHeader.ToSeconds(delay).ToString(CultureInfo.InvariantCulture);
        }
    }

    // A refused caller must wait until its request fits, not until there is any permit.
    private static TimeSpan ResetOf(in InboundLimitWindow window) =>
        window is { IsViolated: true, RetryAfter: { } wait } ? wait : window.ResetAfter;

    // The window that refused for the longest time; otherwise the one with the fewest permits left.
    private static InboundLimitWindow Deciding(in InboundLimitResult result) => result.IsAllowed
        ? result.Windows.MinBy(window => window.Remaining)
        : result.Windows.Where(window => window.IsViolated).MaxBy(window => ResetOf(window));
}
