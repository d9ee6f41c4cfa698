namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Counts the misses in a row, and opens the circuit once for each full set of them: a dependency that serves calls while its health
/// address fails then gets its chance in between.
/// </summary>
internal sealed class HealthMisses(Action open, Action<bool, int> tell)
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
        tell(isHealthy, _misses);
    }
}
