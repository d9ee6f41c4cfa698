using System.Runtime.CompilerServices;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>The status once a second, the first at once.</summary>
internal static class StatusStream
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends, without an exception, when the host stops or the client leaves.</summary>
    public static async IAsyncEnumerable<ResilienceStatus> ReadAsync(
        IResilienceMonitor monitor,
        TimeProvider timeProvider,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        while (!either.IsCancellationRequested)
        {
            yield return monitor.GetStatus();
            await Task.Delay(Interval, timeProvider, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
