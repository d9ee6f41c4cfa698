using ServiceDefaults.Coalescing.Internal;

namespace ServiceDefaults.Coalescing;

/// <summary>One caller's place among those who wait for the same answer.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
public sealed class SharedCall<TResult> : IDisposable
{
    // A timer may fire some milliseconds before the clock that is read here says so.
    private const double Nearly = 0.95;

    private readonly Action<bool> _leave;
    private readonly PendingCall<TResult> _call;
    private bool _mayGoOn;
    private int _left;

    internal SharedCall(PendingCall<TResult> call, bool joined, Action<bool> leave) => (_call, Joined, _leave) = (call, joined, leave);

    /// <summary>The answer, or the failure. Wait for it no longer than your own patience.</summary>
    public Task<TResult> Answer => _call.Task;

    /// <summary>Whether somebody else had begun the call.</summary>
    public bool Joined { get; }

    /// <summary>
    /// Says that this caller's patience ran out. It is held against the call, for the circuit breaker to learn, only when the call itself has been under way for
    /// (nearly) so long: to have waited for an earlier one, or to have had little time, says nothing of it.
    /// </summary>
    /// <param name="patience">How long an answer may take.</param>
    public void OutOfPatience(TimeSpan patience)
    {
        if (_call.UnderWay >= patience * Nearly)
        {
            _call.Patience.Exhaust();
        }
    }

    /// <summary>
    /// Says that the call may go on for a while although nobody waits for it, because its end tells something of the dependency, or is of use to the next one.
    /// Dispose of the place after it.
    /// </summary>
    public void LetGoOn() => _mayGoOn = true;

    /// <summary>Leaves. When the last one has left, the call is cancelled.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            _leave(_mayGoOn);
        }
    }
}
