using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Coalescing;

/// <summary>One caller's place among those who wait for the same answer.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
public sealed class SharedCall<TResult> : IDisposable
{
    private readonly Action<bool> _leave;
    private readonly Patience _patience;
    private bool _mayGoOn;
    private int _left;

    internal SharedCall(Task<TResult> answer, Patience patience, bool joined, Action<bool> leave) =>
        (Answer, _patience, Joined, _leave) = (answer, patience, joined, leave);

    /// <summary>The answer, or the failure. Wait for it no longer than your own patience.</summary>
    public Task<TResult> Answer { get; }

    /// <summary>Whether somebody else had begun the call.</summary>
    public bool Joined { get; }

    /// <summary>
    /// Says that the call was too slow for this caller rather than unwanted: when nobody else waits, it may go on for a while, because its end tells
    /// something of the dependency. Dispose of the place after it.
    /// </summary>
    public void Abandon()
    {
        _patience.Exhaust();
        LetGoOn();
    }

    /// <summary>Says that the call may go on for a while although nobody waits for it. Dispose of the place after it.</summary>
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
