namespace ServiceDefaults.RateLimiting;

/// <summary>How a rate limit is measured.</summary>
public enum RateLimitAlgorithm
{
    /// <summary>
    /// Tokens are added at a steady rate and accumulate up to the burst. In any period at most
    /// <see cref="RateLimitOptions.Burst"/> plus <see cref="RateLimitOptions.Permits"/> calls are admitted.
    /// </summary>
    TokenBucket,

    /// <summary>A limit for any period, measured in eighths of the period.</summary>
    SlidingWindow,

    /// <summary>
    /// A limit for each fixed period. Around a period boundary up to twice as many calls can be admitted.
    /// </summary>
    FixedWindow,
}
