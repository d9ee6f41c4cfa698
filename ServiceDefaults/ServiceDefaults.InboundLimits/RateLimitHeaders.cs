namespace ServiceDefaults.InboundLimits;

/// <summary>The headers with which each response of a limited route says what its caller has left.</summary>
public static class RateLimitHeaders
{
    /// <summary>Every window and its permits (draft-ietf-httpapi-ratelimit-headers-10).</summary>
    public const string Policy = "RateLimit-Policy";

    /// <summary>The permits left in every window, and the seconds until there is one more.</summary>
    public const string State = "RateLimit";

    /// <summary>The guide's header: the permits of the window with the fewest left.</summary>
    public const string Limit = "X-RateLimit-Limit";

    /// <summary>The guide's header: the permits left in that window.</summary>
    public const string Remaining = "X-RateLimit-Remaining";

    /// <summary>The guide's header: the Unix time at which that window has one permit more.</summary>
    public const string Reset = "X-RateLimit-Reset";
}
