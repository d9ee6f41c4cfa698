using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>
/// A fake clock that reports who waits for how long, so that a test advances it once the code waits, and not before.
/// </summary>
internal sealed class WatchedTimeProvider : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> _waits = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(base.CreateTimer(callback, state, dueTime, period), WaitsFor);
        WaitsFor(dueTime).Release();
        return timer;
    }

    /// <summary>Waits until a timer with exactly this duration was started. Each timer is observed once.</summary>
    public Task SeeWaitAsync(TimeSpan wait) => WaitsFor(wait).WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until a timer with exactly this duration was started, and advances the clock by it.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await SeeWaitAsync(wait);
        Advance(wait);
    }

    private SemaphoreSlim WaitsFor(TimeSpan dueTime) => _waits.GetOrAdd(dueTime, _ => new(0));

    // A cancellation source creates its timer first and sets the time afterwards.
    private sealed class WatchedTimer(ITimer timer, Func<TimeSpan, SemaphoreSlim> waitsFor) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            waitsFor(dueTime).Release();
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
