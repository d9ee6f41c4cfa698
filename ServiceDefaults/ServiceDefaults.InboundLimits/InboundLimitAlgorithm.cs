namespace ServiceDefaults.InboundLimits;

/// <summary>How a window counts permits. The guide's three strategies.</summary>
public enum InboundLimitAlgorithm
{
    /// <summary>
    /// At most <see cref="InboundWindowOptions.Permits"/> in any period. The window slides in tenths of the period, and
    /// a tenth counts until all of it is older than the period: up to a tenth of the period longer than necessary.
    /// </summary>
    SlidingWindow,

    /// <summary>
    /// At most <see cref="InboundWindowOptions.Permits"/> in each period of the UTC clock. Around a period boundary up
    /// to twice as many can be allowed.
    /// </summary>
    FixedWindow,

    /// <summary>
    /// Tokens are added continuously and accumulate up to the burst: at most <see cref="InboundWindowOptions.Burst"/>
    /// plus the permits of the elapsed time. Replicas cannot lease tokens, so each check is a round trip to Redis.
    /// </summary>
    TokenBucket,
}
