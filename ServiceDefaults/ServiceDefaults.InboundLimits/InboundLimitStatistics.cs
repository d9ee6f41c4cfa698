namespace ServiceDefaults.InboundLimits;

/// <summary>What this process has allowed and refused for all callers of one tier or service, by window.</summary>
/// <param name="Tier">The tier or service.</param>
/// <param name="Window">The window.</param>
/// <param name="MaxPermits">
/// The permits of the window; the burst of a token bucket. The guide's <c>max_tokens</c>.
/// </param>
/// <param name="PermitsPerSecond">
/// The permits that a caller gains per second. The guide's <c>requests_per_second</c>.
/// </param>
/// <param name="AllowedInLastMinute">The permits that were taken in the last minute.</param>
/// <param name="RefusedInLastMinute">
/// The requests that this window refused in the last minute. The guide's <c>hits_in_last_minute</c>.
/// </param>
public sealed record InboundLimitStatistics(
    string Tier,
    string Window,
    int MaxPermits,
    double PermitsPerSecond,
    long AllowedInLastMinute,
    long RefusedInLastMinute)
{
    /// <summary>
    /// By what the configured permits are multiplied (<see cref="AdaptiveInboundOptions"/>); 1 if they are not adapted.
    /// </summary>
    public double Multiplier { get; init; } = 1;

    /// <summary>The permits taken per second, averaged over the last minute. The guide's <c>current_rate</c>.</summary>
    public double CurrentRate => AllowedInLastMinute / TimeSpan.FromMinutes(1).TotalSeconds;
}
