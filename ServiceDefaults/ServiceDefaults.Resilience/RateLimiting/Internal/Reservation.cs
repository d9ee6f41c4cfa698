using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

/// <summary>The permits that calls which can wait leave to others.</summary>
/// <param name="Permits">How many must remain.</param>
/// <param name="PerPermit">The average time until there is one permit more.</param>
internal sealed record Reservation(int Permits, TimeSpan PerPermit)
{
    public static Reservation Of(RateLimitOptions options) =>
        new((int)(options.Capacity * options.Reserve), options.Period / options.Permits);

    /// <summary>Returns how long a call has to wait; <see langword="null"/> if it need not.</summary>
    public TimeSpan? Wait(RateLimiterStatistics statistics) =>
        Permits + 1 - statistics.CurrentAvailablePermits is > 0 and var missing && Permits > 0
            ? PerPermit * missing
            : null;
}
