using ServiceDefaults.Coalescing.Internal;

namespace ServiceDefaults.Coalescing;

/// <summary>
/// Lets those who ask the same thing at the same time share one call. A caller never joins a call that was sent before it asked, so what it gets is at
/// least as young as its question. For one key there is at most one call under way, and one that waits for it to end; a call that took too long for somebody is
/// not waited for any more, the next caller sends its own.
/// </summary>
/// <typeparam name="TKey">What makes two questions the same. It has to include what the caller is allowed to see.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
/// <param name="maxAbandoned">How many calls that nobody waits for any more may go on, so that something is learned from their end. The others are cancelled.</param>
/// <param name="time">The clock; left out, the machine's.</param>
public sealed class SharedCalls<TKey, TResult>(Func<int> maxAbandoned, TimeProvider? time = null) where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Slot> _slots = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _abandoned;

    /// <summary>How many keys have a call.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>How many calls go on although nobody waits for them.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Joins the call that has not been sent yet, or begins one.</summary>
    /// <param name="key">The question.</param>
    /// <param name="send">Asks it. The token is cancelled when nobody waits for the answer any more.</param>
    /// <returns>A place among those who wait. Dispose of it, whether the answer came or not.</returns>
    public SharedCall<TResult> Join(TKey key, Func<CancellationToken, Task<TResult>> send)
    {
        PendingCall<TResult> call;
        bool isOwner;
        var isNew = false;
        lock (_lock)
        {
            if (!_slots.TryGetValue(key, out var slot))
            {
                call = new(send, _time);
                _slots.Add(key, new(call));
                isNew = true;
            }
            else if (slot.Running.Patience.IsExhausted)
            {
                // Its end is left to those who wait for it. Behind it everybody would wait as long, also once the circuit has opened.
                call = slot.Waiting ?? new(send, _time);
                (slot.Running, slot.Waiting) = (call, null);
                isNew = true;
            }
            else
            {
                call = slot.Waiting ??= new(send, _time);
            }

            isOwner = ++call.Waiters == 1;
        }

        if (isNew)
        {
            Start(key, call);
        }

        return new(call, joined: !isOwner, mayGoOn => Leave(key, call, mayGoOn));
    }

    private void Start(TKey key, PendingCall<TResult> call) => _ = RunAsync(key, call);

    private async Task RunAsync(TKey key, PendingCall<TResult> call)
    {
        await call.RunAsync().ConfigureAwait(false);
        PendingCall<TResult>? next = null;
        lock (_lock)
        {
            if (_slots.TryGetValue(key, out var slot) && ReferenceEquals(slot.Running, call))
            {
                next = slot.Waiting;
                if (next is null)
                {
                    _slots.Remove(key);
                }
                else
                {
                    (slot.Running, slot.Waiting) = (next, null);
                }
            }

            if (call.IsAbandoned)
            {
                _abandoned--;
            }
        }

        if (next is not null)
        {
            Start(key, next);
        }
    }

    private void Leave(TKey key, PendingCall<TResult> call, bool mayGoOn)
    {
        lock (_lock)
        {
            if (--call.Waiters > 0 || call.Task.IsCompleted)
            {
                return;
            }

            if (_slots.TryGetValue(key, out var slot) && ReferenceEquals(slot.Waiting, call))
            {
                slot.Waiting = null;
                return;
            }

            if (mayGoOn && _abandoned < maxAbandoned())
            {
                _abandoned++;
                call.IsAbandoned = true;
                return;
            }
        }

        // Outside of the lock: whoever listens to the token may do anything.
        call.Cancel();
    }

    private sealed class Slot(PendingCall<TResult> running)
    {
        public PendingCall<TResult> Running { get; set; } = running;

        public PendingCall<TResult>? Waiting { get; set; }
    }
}
