namespace ServiceDefaults.InboundLimits;

/// <summary>Where a check was decided.</summary>
public enum InboundLimitSource
{
    /// <summary>No limit applies.</summary>
    None,

    /// <summary>Redis, for all replicas together.</summary>
    Shared,

    /// <summary>
    /// This process, from an earlier decision of Redis: a leased permit, or a refusal within the last second.
    /// </summary>
    Lease,

    /// <summary>
    /// This process, within its share of the limits: there is no connection string <c>redis</c>, or Redis is
    /// unavailable.
    /// </summary>
    Local,
}
