using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>Finds limits and partition of a request, and decides in Redis or in this process.</summary>
internal sealed partial class InboundLimiter : IInboundLimiter, IDisposable
{
    private const int MaxUnknownTiers = 100;

    private readonly SharedLimiter _shared;
    private readonly InboundInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly LocalClock _clock;
    private readonly ILogger _logger;
    private readonly IDisposable? _changes;
    private readonly ConcurrentDictionary<string, PartitionTable> _tables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unknownTiers = new(StringComparer.Ordinal);
    private readonly Lock _building = new();
    private volatile LimitTable _limits;

    public InboundLimiter(
        IOptionsMonitor<InboundLimitsOptions> options,
        SharedLimiter shared,
        InboundInstruments instruments,
        AdaptiveLimits adaptive,
        TimeProvider time,
        ILogger<InboundLimiter> logger)
    {
        (_shared, _instruments, _time, _logger) = (shared, instruments, time, logger);
        _clock = new(time);
        _limits = new(options.CurrentValue, adaptive.Of);
        _changes = options.OnChange(_ => Rebuild(options, adaptive));
        adaptive.Changed += (_, _) => Rebuild(options, adaptive);
        instruments.Observe(
            () => shared.IsDegraded,
            () => _tables.Select(table => (table.Key, table.Value.Count)),
            () => adaptive.All);
    }

    // One at a time, and each reads what is in force itself: an older table must not replace a newer one.
    private void Rebuild(IOptionsMonitor<InboundLimitsOptions> options, AdaptiveLimits adaptive)
    {
        lock (_building)
        {
            _limits = new(options.CurrentValue, adaptive.Of);
        }
    }

    public async ValueTask<InboundLimitResult> CheckAsync(
        InboundPartition partition,
        IReadOnlyList<string> policies,
        int permits = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        ArgumentNullException.ThrowIfNull(policies);
        var limits = _limits;
        var tier = limits.LimitsOf(partition, out var isKnown);
        if (!isKnown)
        {
            WarnOfUnknownTier(partition.Tier!, tier.Name);
        }

        var set = tier.SetOf(policies);
        if (!limits.Options.Enabled || set.Windows.Length == 0)
        {
            return InboundLimitResult.Unlimited;
        }

        var now = _clock.Now;
        var counted = TableOf(tier.Name).Get(partition, limits.Options.MaxPartitions, tier.Retention, now);
        var result = await DecideAsync(counted, set, permits, limits.Options.Replicas, now, cancellationToken)
            .ConfigureAwait(false);
        if (permits > 0)
        {
            Count(set, result, permits, now);
        }

        return result;
    }

    public ValueTask<InboundLimitResult> ConsumeAsync(
        string service, string user, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        ArgumentException.ThrowIfNullOrEmpty(user);
        return CheckAsync(InboundPartition.ForService(service, user), [], 1, cancellationToken);
    }

    public IReadOnlyList<InboundLimitStatistics> GetStatistics()
    {
        var now = _clock.Now;
        return [.. _limits.All.SelectMany(tier => tier.Windows.Select(window =>
        {
            var (allowed, refused) = tier.Counts[window.Index].Read(now);
            return new InboundLimitStatistics(
                tier.Name, window.Name, window.Shared.Limit, window.PermitsPerSecond, allowed, refused)
            {
                Multiplier = window.Multiplier,
            };
        }))];
    }

    public void Dispose() => _changes?.Dispose();

    private async ValueTask<InboundLimitResult> DecideAsync(
        Partition partition,
        WindowSet set,
        int permits,
        int replicas,
        long now,
        CancellationToken cancellationToken)
    {
        if (!_shared.IsConfigured)
        {
            return partition.CheckLocal(set, permits, now);
        }

        if (permits > 0 && partition.TryUseLease(set, _time.GetTimestamp(), permits, out var leased))
        {
            return leased;
        }

        return await _shared.CheckAsync(partition, set, permits, replicas, cancellationToken).ConfigureAwait(false)
            ?? partition.CheckLocal(set, permits, _clock.Now);
    }

    private PartitionTable TableOf(string tier) => _tables.GetOrAdd(
        tier, static (name, time) => new PartitionTable(name, time), _time);

    private void Count(WindowSet set, in InboundLimitResult result, int permits, long now)
    {
        _instruments.Checked(set.Tier.Name, result);
        for (var index = 0; index < set.Windows.Length; index++)
        {
            var counts = set.Tier.Counts[set.Windows[index].Index];
            if (result.IsAllowed)
            {
                counts.Allow(permits, now);
            }
            else if (result.Windows[index].IsViolated)
            {
                counts.Refuse(now);
            }
        }
    }

    // Once for each tier: the name comes from the authentication's settings, and a request cannot choose it.
    private void WarnOfUnknownTier(string tier, string applied)
    {
        if (_unknownTiers.Count < MaxUnknownTiers && _unknownTiers.TryAdd(tier, true))
        {
            LogUnknownTier(tier, applied);
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "InboundLimits:Tiers has no tier '{Tier}'; its callers have the limits of '{Applied}'.")]
    private partial void LogUnknownTier(string tier, string applied);
}
