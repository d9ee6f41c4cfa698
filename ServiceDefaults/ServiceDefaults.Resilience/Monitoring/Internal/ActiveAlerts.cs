namespace ServiceDefaults.Monitoring.Internal;

/// <summary>
/// The active alerts, at most one for each metric of a dependency. Not thread-safe, because the owner holds a lock
/// anyway.
/// </summary>
internal sealed class ActiveAlerts
{
    private readonly Dictionary<(string Dependency, AlertMetric Metric), ResilienceAlert> _active = [];

    /// <summary>The active alerts, ordered by dependency and metric.</summary>
    public IReadOnlyList<ResilienceAlert> All =>
    [
        .. _active.Values.OrderBy(alert => alert.Dependency, StringComparer.Ordinal).ThenBy(alert => alert.Metric)
    ];

    /// <summary>Applies what one evaluation found for a dependency.</summary>
    /// <returns>What changed, in the order in which it has to be published.</returns>
    public IReadOnlyList<AlertChange> Update(
        string dependency, IReadOnlyCollection<Breach> breaches, DateTimeOffset now)
    {
        var changes = new List<AlertChange>();
        foreach (var metric in Enum.GetValues<AlertMetric>())
        {
            var breach = breaches.FirstOrDefault(breach => breach.Metric == metric);
            var active = _active.GetValueOrDefault((dependency, metric));
            if (active is not null && active.Level != breach?.Level)
            {
                _active.Remove((dependency, metric));
                changes.Add(new(active, IsRaised: false));
                active = null;
            }

            if (breach is not null)
            {
                var alert = new ResilienceAlert(
                    breach.Level, dependency, metric, breach.Value, breach.Threshold, active?.Since ?? now);
                _active[(dependency, metric)] = alert;
                if (active is null)
                {
                    changes.Add(new(alert, IsRaised: true));
                }
            }
        }

        return changes;
    }
}

/// <summary>An alert that was raised or cleared.</summary>
internal sealed record AlertChange(ResilienceAlert Alert, bool IsRaised);
