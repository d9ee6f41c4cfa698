using Microsoft.Extensions.Options;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// The multiplier of each route class. Classes come from the policies of endpoints, so their number is bounded.
/// Decisions are made when requests end: without requests there is nothing to decide. Thread-safe.
/// </summary>
internal sealed class AdaptiveLimits(IOptionsMonitor<InboundLimitsOptions> options, TimeProvider time)
{
    /// <summary>The class of the windows of every request; errors of routes without a policy count for it.</summary>
    public const string DefaultClass = "default";

    // After a long pause, these many decisions lead from the floor to the cap.
    private const int MaxMissedDecisions = 32;

    private static readonly string[] NoPolicy = [DefaultClass];

    private readonly Lock _lock = new();
    private readonly LocalClock _clock = new(time);
    private readonly Dictionary<string, RouteClass> _classes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raised after the multiplier of a route class has changed.</summary>
    public event EventHandler? Changed;

    public bool IsEnabled => options.CurrentValue.Adaptive.InForce.Enabled;

    public IReadOnlyList<(string Class, double Multiplier)> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _classes.Select(pair => (pair.Key, IsEnabled ? pair.Value.Multiplier : 1))];
            }
        }
    }

    public double Of(string routeClass)
    {
        lock (_lock)
        {
            return IsEnabled && _classes.TryGetValue(routeClass, out var known) ? known.Multiplier : 1;
        }
    }

    /// <summary>Counts a request that was answered.</summary>
    /// <param name="policies">The policies of its route.</param>
    /// <param name="isError">Whether it is an error that exhausted capacity explains.</param>
    public void Record(IReadOnlyList<string> policies, bool isError)
    {
        var current = options.CurrentValue.Adaptive.InForce;
        if (!current.Enabled)
        {
            return;
        }

        var isChanged = false;
        lock (_lock)
        {
            var now = _clock.Now;
            foreach (var name in policies.Count == 0 ? NoPolicy : policies)
            {
                if (!_classes.TryGetValue(name, out var known) || known.Window != current.Window)
                {
                    _classes[name] = known = new(current.Window, known?.Multiplier ?? 1, now);
                }

                isChanged |= known.Record(isError, now, current);
            }
        }

        if (isChanged)
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private sealed class RouteClass(TimeSpan window, double multiplier, long now)
    {
        private readonly RecentCounts _counts = new(window);
        private long _decidedAt = now;

        public TimeSpan Window => window;

        public double Multiplier { get; private set; } = multiplier;

        // An error counts as refused, so that the two numbers are the successes and the errors.
        public bool Record(bool isError, long at, AdaptiveInboundOptions options)
        {
            if (isError)
            {
                _counts.Refuse(at);
            }
            else
            {
                _counts.Allow(1, at);
            }

            var before = Multiplier;
            var interval = (long)options.Interval.TotalMicroseconds;
            var (successes, errors) = at - _decidedAt >= interval ? _counts.Read(at) : default;
            for (var decision = 0; decision < MaxMissedDecisions && at - _decidedAt >= interval; decision++)
            {
                _decidedAt += interval;
                Multiplier = AdaptiveInboundLimit.Next(Multiplier, successes + errors, errors, options);
            }

            _decidedAt = Math.Max(_decidedAt, at - interval + 1);
            return !Multiplier.Equals(before);
        }
    }
}
