using Microsoft.Extensions.Time.Testing;

namespace Testing;

/// <summary>
/// Disposes of hosts that have a <see cref="FakeTimeProvider"/>. Polly's registry waits for running calls when its host
/// is disposed of, up to 30 seconds on the host's clock. Without a test that advances the clock, it would never return.
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
