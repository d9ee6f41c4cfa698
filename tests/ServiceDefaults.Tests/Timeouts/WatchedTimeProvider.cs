using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>
/// A clock that stands still until the test moves it, and knows who waits for what: it moves on when they wait, not
/// before.
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

    /// <summary>Waits until somebody has begun to wait for just this time. Each wait is seen once.</summary>
    public Task SeeWaitAsync(TimeSpan wait) => WaitsFor(wait).WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until somebody has begun to wait for just this time, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await SeeWaitAsync(wait);
        Advance(wait);
    }

    private SemaphoreSlim WaitsFor(TimeSpan dueTime) => _waits.GetOrAdd(dueTime, _ => new(0));

    // A cancellation source makes its timer first and sets the time afterwards.
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
