using ServiceDefaults.Coalescing.Internal;

namespace ServiceDefaults.Coalescing;

/// <summary>
/// Lets identical calls at the same time share one. A caller never joins a call that was sent before the caller
/// arrived, so its response is at least as recent as its request. For each key at most one call runs and one waits for
/// it to end. After one of its callers has reached the soft timeout, no new call waits for the running one: the next
/// caller sends its own.
/// </summary>
/// <typeparam name="TKey">
/// Type of the key that identical calls share. The key must include what the caller is allowed to see.
/// </typeparam>
/// <typeparam name="TResult">Type of the response.</typeparam>
/// <param name="maxAbandoned">
/// How many calls may continue in the background after all their callers have left, so that their result is still
/// recorded. The others are cancelled.
/// </param>
/// <param name="time">The clock; the default is the system clock.</param>
public sealed class SingleFlight<TKey, TResult>(Func<int> maxAbandoned, TimeProvider? time = null) where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Slot> _slots = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _abandoned;

    /// <summary>The number of keys that have a call.</summary>
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

    /// <summary>The number of calls that continue in the background without a waiting caller.</summary>
    public int BackgroundCalls => Volatile.Read(ref _abandoned);

    /// <summary>Joins the call that has not been sent yet, or starts one.</summary>
    /// <param name="key">The key that identical calls share.</param>
    /// <param name="send">
    /// Sends the call. Its token is cancelled when no caller waits for the response any more.
    /// </param>
    /// <returns>The caller's handle. Dispose of it, whether the response came or not.</returns>
    public SingleFlightCall<TResult> Join(TKey key, Func<CancellationToken, Task<TResult>> send)
    {
        InFlightCall<TResult> call;
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
            else if (slot.Running.SoftTimeout.HasFired)
            {
                // Only the callers that have joined the slow call wait for it. Behind it new callers would wait as
                // long, even after the circuit breaker has opened.
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

    private void Start(TKey key, InFlightCall<TResult> call) => _ = RunAsync(key, call);

    private async Task RunAsync(TKey key, InFlightCall<TResult> call)
    {
        await call.RunAsync().ConfigureAwait(false);
        InFlightCall<TResult>? next = null;
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

    private void Leave(TKey key, InFlightCall<TResult> call, bool mayGoOn)
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

        // Outside the lock, because a registration on the token may run any code.
        call.Cancel();
    }

    private sealed class Slot(InFlightCall<TResult> running)
    {
        public InFlightCall<TResult> Running { get; set; } = running;

        public InFlightCall<TResult>? Waiting { get; set; }
    }
}
