using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>A clock that stands still until the test moves it, and knows who waits for what: it moves on when they wait, not before.</summary>
internal sealed class WatchedTimeProvider : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> _timers = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Timers(dueTime).Release();
        return timer;
    }

    /// <summary>Waits until somebody has begun to wait for just this time. Each wait is seen once.</summary>
    public Task SeeWaitAsync(TimeSpan wait) => Timers(wait).WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until somebody has begun to wait for just this time, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await SeeWaitAsync(wait);
        Advance(wait);
    }

    private SemaphoreSlim Timers(TimeSpan dueTime) => _timers.GetOrAdd(dueTime, _ => new(0));
}
