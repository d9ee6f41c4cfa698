namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Counts consecutive failed probes. Each time their number reaches the threshold, it opens the circuit breaker and
/// starts at zero again, so that a dependency that serves calls while its health endpoint fails gets calls in between.
/// </summary>
internal sealed class ConsecutiveProbeFailures(Action open, Action<bool, int> report)
{
    private int _failures;
    private bool _isHealthy = true;

    public void Add(bool isHealthy, int threshold)
    {
        _failures = isHealthy ? 0 : _failures + 1;
        if (isHealthy && !_isHealthy)
        {
            Change(true);
        }

        if (_failures >= threshold)
        {
            if (_isHealthy)
            {
                Change(false);
            }

            _failures = 0;
            open();
        }
    }

    private void Change(bool isHealthy)
    {
        _isHealthy = isHealthy;
        report(isHealthy, _failures);
    }
}
