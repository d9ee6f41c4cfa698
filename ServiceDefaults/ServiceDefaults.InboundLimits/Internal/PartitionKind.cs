namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>What a partition stands for. Each kind has keys of its own in Redis.</summary>
internal enum PartitionKind
{
    Address,
    Caller,
    Service,
    Overflow,
}
