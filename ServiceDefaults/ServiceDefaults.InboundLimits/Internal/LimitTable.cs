using System.Collections.Frozen;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The limits of all tiers and services, made from one version of the settings.</summary>
internal sealed class LimitTable(InboundLimitsOptions options, Func<string, double>? multiplier = null)
{
    private readonly FrozenDictionary<string, TierLimits> _tiers = options.Tiers.ToFrozenDictionary(
        tier => tier.Key,
        tier => new TierLimits(tier.Key, tier.Value, options.Replicas, multiplier),
        StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, TierLimits> _services = options.Services.ToFrozenDictionary(
        service => service.Key,
        service => new TierLimits($"service-{service.Key}", service.Value, options.Replicas),
        StringComparer.OrdinalIgnoreCase);

    public InboundLimitsOptions Options => options;

    public IEnumerable<TierLimits> All => _tiers.Values.Concat(_services.Values);

    /// <summary>The limits of a partition; those of the default for a tier or service that has none.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="isKnown">Whether the settings have the partition's tier.</param>
    public TierLimits LimitsOf(in InboundPartition partition, out bool isKnown)
    {
        isKnown = true;
        switch (partition.Kind)
        {
            case PartitionKind.Address:
                return _tiers[options.AnonymousTier];
            case PartitionKind.Service:
                return _services.TryGetValue(partition.Tier!, out var service)
                    ? service
                    : _services[InboundLimitsOptions.DefaultService];
            default:
                isKnown = _tiers.TryGetValue(partition.Tier!, out var tier);
                return isKnown ? tier! : _tiers[options.DefaultTier];
        }
    }
}
