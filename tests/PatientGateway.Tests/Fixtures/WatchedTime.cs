using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace PatientGateway.Tests.Fixtures;

/// <summary>A clock that reports when code starts to wait, so that no test has to guess when to move it.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Advances the clock each time the code waits for exactly this duration, until the call ends.</summary>
    public async Task<T> PassWheneverWaitedForAsync<T>(TimeSpan wait, Task<T> call)
    {
        var next = NextAsync();
        while (await Task.WhenAny(call, next) == next)
        {
            if (await next == wait)
            {
                Advance(wait);
            }

            next = NextAsync();
        }

        return await call;
    }

    private Task<TimeSpan> NextAsync() => _waits.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
}
