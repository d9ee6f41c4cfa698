using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health.Internal;

/// <summary>
/// The status is the best of the last results, as many as the threshold. So it gets worse only after that many bad
/// results in a row, and better after one. The first result counts as if it had come that often. Not thread-safe.
/// </summary>
internal sealed class ConsecutiveResults
{
    private bool _hasRun;
    private int _unhealthy;
    private int _notHealthy;

    /// <summary>The results in a row that were not healthy.</summary>
    public int Misses { get; private set; }

    public HealthStatus Add(HealthStatus result, int threshold)
    {
        var first = _hasRun ? 1 : threshold;
        _hasRun = true;
        _unhealthy = result == HealthStatus.Unhealthy ? Add(_unhealthy, first) : 0;
        _notHealthy = result == HealthStatus.Healthy ? 0 : Add(_notHealthy, first);
        Misses = result == HealthStatus.Healthy ? 0 : Add(Misses, 1);
        return _unhealthy >= threshold ? HealthStatus.Unhealthy
            : _notHealthy >= threshold ? HealthStatus.Degraded
            : HealthStatus.Healthy;
    }

    // A dependency may be away for years.
    private static int Add(int count, int more) => count > int.MaxValue - more ? count : count + more;
}
