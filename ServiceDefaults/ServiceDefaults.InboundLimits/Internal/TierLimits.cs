using System.Collections.Frozen;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The limits of one tier or service, prepared for checks. A change of the settings makes new ones.</summary>
internal sealed class TierLimits
{
    private readonly Lock _lock = new();
    private readonly FrozenDictionary<string, int> _policies;
    private readonly LimitedWindow[] _common;
    private readonly LimitedWindow[][] _byPolicy;
    private WindowSet?[] _sets = [];
    private Dictionary<int, WindowSet> _setsByMask = [];

    public TierLimits(
        string name, InboundPolicyOptions options, int replicas, Func<string, double>? multiplier = null)
    {
        multiplier ??= _ => 1;
        Name = name;
        var policies = options is InboundTierOptions { Policies: { } all } ? all.ToArray() : [];
        _policies = policies.Select((policy, bit) => KeyValuePair.Create(policy.Key, bit))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        var index = 0;
        _common = Enabled(options).Select(window => LimitedWindow.Create(
            index++, window.Key, window.Value, replicas, multiplier(AdaptiveLimits.DefaultClass))).ToArray();
        _byPolicy = [.. policies.Select(policy => Enabled(policy.Value).Select(window => LimitedWindow.Create(
            index++, $"{policy.Key}-{window.Key}", window.Value, replicas, multiplier(policy.Key))).ToArray())];
        Windows = [.. _common, .. _byPolicy.SelectMany(windows => windows)];
        Retention = Windows.Length == 0 ? 0 : Windows.Max(window => Math.Max(
            window.Shared.Retention, window.Local.Retention));
        Counts = [.. Windows.Select(_ => new RecentCounts(TimeSpan.FromMinutes(1)))];
        Common = SetOf(0);
    }

    public string Name { get; }

    public LimitedWindow[] Windows { get; }

    /// <summary>The permits that were taken and refused in the last minute, by window.</summary>
    public RecentCounts[] Counts { get; }

    /// <summary>The microseconds after which an unused partition is as good as a new one.</summary>
    public long Retention { get; }

    /// <summary>The windows of a request without a policy.</summary>
    public WindowSet Common { get; }

    /// <summary>The windows of a request. A policy that this tier does not have adds none.</summary>
    public WindowSet SetOf(IReadOnlyList<string> policies)
    {
        var mask = 0;
        for (var number = 0; number < policies.Count; number++)
        {
            mask |= _policies.TryGetValue(policies[number], out var bit) ? 1 << bit : 0;
        }

        return mask == 0 ? Common : SetOf(mask);
    }

    private static IEnumerable<KeyValuePair<string, InboundWindowOptions>> Enabled(InboundPolicyOptions policy) =>
        policy.Windows.Where(window => window.Value.Enabled).OrderBy(window => window.Value.Period);

    // Read without the lock: a dictionary that others read is never changed.
    private WindowSet SetOf(int mask)
    {
        if (Volatile.Read(ref _setsByMask).TryGetValue(mask, out var known))
        {
            return known;
        }

        lock (_lock)
        {
            if (!_setsByMask.TryGetValue(mask, out var made))
            {
                var windows = _byPolicy.Where((_, bit) => (mask & (1 << bit)) != 0).SelectMany(policy => policy);
                made = new(this, _sets.Length, [.. _common, .. windows]);
                _sets = [.. _sets, made];
                Volatile.Write(ref _setsByMask, new(_setsByMask) { [mask] = made });
            }

            return made;
        }
    }
}
