using Microsoft.Extensions.Time.Testing;

namespace Testing;

/// <summary>
/// Ends what lives by a clock that the test moves. Pipelines wait for the executions under way when their host ends, up
/// to 30 seconds of that clock: nobody else moves it any more, and they would wait without an end.
/// </summary>
internal static class FakeClock
{
    /// <summary>Disposes of a host, and lets time pass for it until it has ended.</summary>
    /// <param name="host">The host.</param>
    /// <param name="time">The clock of the host; only a fake one is moved.</param>
    public static Task DisposeAsync(IAsyncDisposable host, TimeProvider time) =>
        PassUntilEndedAsync(Task.Run(async () => await host.DisposeAsync(), CancellationToken.None), time);

    /// <summary>Lets time pass until a task has ended, whatever it waits for.</summary>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    public static async Task PassUntilEndedAsync(Task end, TimeProvider time)
    {
        await Eventually.IsTrueAsync(() =>
        {
            if (!end.IsCompleted)
            {
                (time as FakeTimeProvider)?.Advance(TimeSpan.FromSeconds(1));
            }

            return end.IsCompleted;
        });
        await end;
    }
}
