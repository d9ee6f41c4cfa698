using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>The status as JSON, once a second, the first at once.</summary>
internal static class StatusStream
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends, without an exception, when the host stops or the client leaves.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(
        IResilienceMonitor monitor,
        TimeProvider timeProvider,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        while (!either.IsCancellationRequested)
        {
            yield return JsonSerializer.Serialize(monitor.GetStatus(), StatusJson.Options);
            await Task.Delay(Interval, timeProvider, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
