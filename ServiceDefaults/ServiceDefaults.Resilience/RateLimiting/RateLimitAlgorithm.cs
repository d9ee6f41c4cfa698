namespace ServiceDefaults.RateLimiting;

/// <summary>How a rate is measured.</summary>
public enum RateLimitAlgorithm
{
    /// <summary>Tokens come one by one at a steady rate and are saved up to the burst. In any period at most the burst and its permits pass.</summary>
    TokenBucket,

    /// <summary>So many in any period, looked at in eighths of it.</summary>
    SlidingWindow,

    /// <summary>So many in each period, counted anew with each. Twice as many can pass around the change.</summary>
    FixedWindow,
}
