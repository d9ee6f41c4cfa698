namespace ServiceDefaults.InboundLimits;

/// <summary>The names of the metrics. Tags come from the settings; none is a caller, an id or an address.</summary>
public static class InboundLimitMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ServiceDefaults.InboundLimits";

    /// <summary>
    /// Counter of checks, by <c>tier</c>, <c>outcome</c> (allowed, refused) and <c>source</c>
    /// (<see cref="InboundLimitSource"/>). Those of the source <c>Shared</c> were round trips to Redis.
    /// </summary>
    public const string Checks = "inbound_limit_checks_total";

    /// <summary>
    /// Counter of refusals, by <c>tier</c> and <c>window</c>. A refusal by two windows counts for both.
    /// </summary>
    public const string Refusals = "inbound_limit_refusals_total";

    /// <summary>
    /// Gauge: 1 while Redis is unavailable and this process allows its share of the limits, otherwise 0.
    /// </summary>
    public const string Degraded = "inbound_limit_degraded";

    /// <summary>
    /// Gauge by what the permits of a route class are multiplied, by <c>class</c>: a policy, or <c>default</c>.
    /// </summary>
    public const string Multiplier = "inbound_limit_multiplier";

    /// <summary>Gauge of the callers that this process counts separately, by <c>tier</c>.</summary>
    public const string Partitions = "inbound_limit_partitions";
}
