namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// One caller of this process: its leases, and what it has used of this process's share of the limits. Thread-safe.
/// </summary>
internal sealed class Partition(InboundPartition key, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TierLimits? _tier;
    private WindowState[]? _states;
    private PermitLease?[] _leases = [];
    private string? _redisKey;
    private long _lastUsed;
    private bool _isRemoved;

    /// <summary>The key in Redis, which shows neither names nor addresses.</summary>
    public string RedisKey(Func<InboundPartition, string> name) => _redisKey ??= name(key);

    /// <returns>Whether the partition is in the table still.</returns>
    public bool TryTouch(long now)
    {
        lock (_lock)
        {
            _lastUsed = Math.Max(now, _lastUsed);
            return !_isRemoved;
        }
    }

    public bool TryRemove(long idleSince)
    {
        lock (_lock)
        {
            return _isRemoved = _lastUsed < idleSince;
        }
    }

    /// <summary>Decides by this process's share of the limits.</summary>
    public InboundLimitResult CheckLocal(WindowSet set, int permits, long now)
    {
        var windows = new InboundLimitWindow[set.Windows.Length];
        lock (_lock)
        {
            Bind(set.Tier);
            _states ??= new WindowState[set.Tier.Windows.Length];
            var needed = Math.Max(1, permits);
            var isAllowed = true;
            foreach (var window in set.Windows)
            {
                isAllowed &= window.Local.Advance(ref _states[window.Index], now) >= needed;
            }

            for (var index = 0; index < windows.Length; index++)
            {
                windows[index] = Decide(set.Windows[index], isAllowed, permits, now);
            }

            return new(isAllowed, InboundLimitSource.Local, windows);
        }
    }

    public bool TryUseLease(WindowSet set, long now, int permits, out InboundLimitResult result)
    {
        lock (_lock)
        {
            Bind(set.Tier);
            return LeaseOf(set).TryUse(permits, now, out result);
        }
    }

    /// <summary>
    /// What to ask of Redis: also a new lease, unless another request is getting one.
    /// </summary>
    public SharedRequest Plan(WindowSet set, int permits, long now)
    {
        lock (_lock)
        {
            var lease = LeaseOf(set);
            if (permits != 1 || !set.IsLeasable || lease.IsRenewing)
            {
                return new(set, permits, permits, Unused: 0, []);
            }

            var (wanted, unused, slices) = lease.Renew(now);
            return new(set, permits, wanted, unused, slices) { IsRenewal = true };
        }
    }

    /// <summary>Stores the answer of Redis; <see langword="null"/> if there is none.</summary>
    public void Settle(SharedRequest request, SharedAnswer? answer)
    {
        lock (_lock)
        {
            // Changed settings have removed the lease: the permits stay counted, and are not used.
            if (_tier != request.Set.Tier)
            {
                return;
            }

            var lease = LeaseOf(request.Set);
            if (request.IsRenewal)
            {
                lease.EndRenewal();
                if (answer is { IsAllowed: true })
                {
                    lease.Begin(answer, request.Permits);
                }
            }

            if (answer is { IsAllowed: false } && request.Permits == 1 && SharedLimiter.RetryAfter(answer) is { } wait)
            {
                lease.Refuse(answer, wait);
            }
        }
    }

    private InboundLimitWindow Decide(LimitedWindow window, bool isAllowed, int permits, long now)
    {
        ref var state = ref _states![window.Index];
        var wait = window.Local.TimeUntil(ref state, Math.Max(1, permits), now);
        if (isAllowed)
        {
            window.Local.Take(ref state, permits);
        }

        var left = (int)Math.Max(0, window.Local.Advance(ref state, now));
        return new()
        {
            Name = window.Name,
            Limit = window.Local.Limit,
            Period = window.Period,
            Remaining = left,
            ResetAfter = TimeSpan.FromMicroseconds(window.Local.TimeUntil(ref state, left + 1, now) ?? 0),
            IsViolated = wait is not 0,
            RetryAfter = wait is { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null,
        };
    }

    private PermitLease LeaseOf(WindowSet set)
    {
        if (set.Index >= _leases.Length)
        {
            Array.Resize(ref _leases, set.Index + 1);
        }

        return _leases[set.Index] ??= new(time);
    }

    // After a change of the settings, a window that has a state continues with it.
    private void Bind(TierLimits tier)
    {
        if (_tier == tier)
        {
            return;
        }

        if (_states is { } states && _tier is { } last)
        {
            _states = new WindowState[tier.Windows.Length];
            foreach (var window in tier.Windows)
            {
                var before = Array.FindIndex(last.Windows, known => known.Field == window.Field);
                _states[window.Index] = before < 0 ? default : states[before];
            }
        }

        (_tier, _leases) = (tier, []);
    }
}
