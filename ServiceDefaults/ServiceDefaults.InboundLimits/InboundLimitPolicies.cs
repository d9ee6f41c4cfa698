namespace ServiceDefaults.InboundLimits;

/// <summary>
/// The policies of the shipped settings, for <c>RequireInboundLimit</c>. The numbers are the guide's.
/// </summary>
public static class InboundLimitPolicies
{
    /// <summary>Routes for operators: 50 a minute.</summary>
    public const string Admin = "admin";

    /// <summary>Routes that take many items at once: 10 a minute.</summary>
    public const string Batch = "batch";

    /// <summary>Routes that create many items at once: 5 a minute.</summary>
    public const string BatchCreate = "batch-create";
}
