namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Counts consecutive failed probes. Each time their number reaches the threshold, it opens the circuit breaker and
/// starts at zero again, so that a dependency that serves calls while its health endpoint fails gets calls in between.
/// </summary>
internal sealed class ConsecutiveProbeFailures(Action open, Action<bool, int> publish)
{
    private int _misses;
    private bool _isHealthy = true;

    public void Add(bool isHealthy, int threshold)
    {
        _misses = isHealthy ? 0 : _misses + 1;
        if (isHealthy && !_isHealthy)
        {
            Change(true);
        }

        if (_misses >= threshold)
        {
            if (_isHealthy)
            {
                Change(false);
            }

            _misses = 0;
            open();
        }
    }

    private void Change(bool isHealthy)
    {
        _isHealthy = isHealthy;
        publish(isHealthy, _misses);
    }
}
