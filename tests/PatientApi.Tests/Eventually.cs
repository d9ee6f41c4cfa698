namespace PatientApi.Tests;

/// <summary>Waits for a condition instead of for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">The condition did not become true.</exception>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Timeout)
            {
                throw new TimeoutException("The condition did not become true.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
