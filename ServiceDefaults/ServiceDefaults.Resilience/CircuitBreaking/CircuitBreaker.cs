using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// The circuit breaker of one dependency. It belongs to no pipeline, so it outlives their reloads. Safe for threads.
/// </summary>
/// <remarks>
/// While the circuit is closed and no failure is counted, a call takes no lock. The lock is never held over the code of
/// others: the clock is
/// read before it, and changes are published after it.
/// </remarks>
public sealed class CircuitBreaker
{
    private const int StateBits = 2;
    private const long StateMask = (1 << StateBits) - 1;

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Action<CircuitChange> _publish;
    private readonly CircuitStateMachine _machine;
    private List<CircuitChange>? _untold;

    // State and generation in one word, so that both are read as of one moment.
    private long _gate;
    private long _rejections;
    private volatile CircuitBreakerOptions _options;

    /// <summary>Creates a closed circuit.</summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">When it opens and closes; validated before.</param>
    /// <param name="timeProvider">The clock of breaks, windows and leases.</param>
    /// <param name="onChange">Receives every change of state, after it has happened.</param>
    public CircuitBreaker(
        string name, CircuitBreakerOptions options, TimeProvider timeProvider, Action<CircuitChange>? onChange = null)
    {
        (Name, _options, _timeProvider) = (name, options.Clone(), timeProvider);
        _publish = onChange ?? (static _ => { });
        _machine = new(_options, timeProvider, OnTransition);
    }

    /// <summary>The dependency's name.</summary>
    public string Name { get; }

    /// <summary>The state. Open also after the break, until the first call probes.</summary>
    public CircuitState State => (CircuitState)(Volatile.Read(ref _gate) & StateMask);

    internal CircuitBreakerOptions Options => _options;

    /// <summary>Asks to let a call through.</summary>
    /// <param name="changes">What has changed by that; usually nothing.</param>
    /// <returns>The ticket to hand in with the result.</returns>
    internal CircuitTicket Enter(out IReadOnlyList<CircuitChange>? changes)
    {
        changes = null;
        var options = _options;
        if (!options.Enabled)
        {
            return CircuitTicket.Unwatched;
        }

        var gate = Volatile.Read(ref _gate);
        if ((CircuitState)(gate & StateMask) == CircuitState.Closed)
        {
            return new(IsAdmitted: true, gate >> StateBits, StartedAt: options.CountsSlowCalls ? _timeProvider.GetTimestamp() : 0);
        }

        var ticket = Locked(static (machine, now, _) => machine.Enter(now), state: 0, out changes);
        if (ticket.IsAdmitted)
        {
            return ticket;
        }

        Interlocked.Increment(ref _rejections);
        return options.Mode == CircuitMode.MetricsOnly ? CircuitTicket.Unwatched : ticket;
    }

    /// <summary>Takes the result of a call that was let through.</summary>
    /// <returns>What has changed by that; usually nothing.</returns>
    internal IReadOnlyList<CircuitChange>? Record(
        CircuitTicket ticket, CircuitResult result, bool isGivenUp = false, bool isCounted = false) =>
        ticket.Generation != Volatile.Read(ref _gate) >> StateBits || (!isGivenUp && IsNoNews(ticket, result))
            ? null
            : RecordNews(ticket, result, isGivenUp, isCounted);

    /// <summary>Takes the news that a caller has stopped waiting for a call that was let through and is still under way.</summary>
    /// <returns>Whether it was counted as a slow call.</returns>
    internal bool RecordSoftTimeout(CircuitTicket ticket, out IReadOnlyList<CircuitChange>? changes) =>
        Locked(static (machine, now, call) => machine.RecordSoftTimeout(call, now), ticket, out changes);

    /// <summary>Reads the counters, the rates and the state.</summary>
    /// <returns>Values of one moment.</returns>
    public CircuitSnapshot GetSnapshot()
    {
        var utcNow = _timeProvider.GetUtcNow();
        return Locked((machine, now, rejections) => machine.Snapshot(now, utcNow, rejections), Volatile.Read(ref _rejections), out _);
    }

    /// <summary>
    /// Asks to make a call outside of any pipeline; the guide's <c>can_execute</c>. Report the result to the lease and
    /// dispose of it:
    /// a lease disposed of without a result counts as ignored, so it can neither open nor close the circuit.
    /// </summary>
    /// <returns>A lease; look at <see cref="CircuitLease.IsAcquired"/> before the call.</returns>
    public CircuitLease TryAcquire() => new(this, Enter(out _));

    /// <summary>Opens the circuit by hand, until <see cref="Close"/>.</summary>
    public void Isolate() => Locked(static (machine, _) => machine.Isolate());

    /// <summary>Closes the circuit by hand, whatever its state, and resets its counters.</summary>
    public void Close() => Locked(static (machine, _) => machine.Close(CircuitChangeReason.Manual));

    /// <summary>A hint from the dependency's own health: it may open a closed circuit and never closes one.</summary>
    internal void OpenForHealth()
    {
        if (_options.Enabled)
        {
            Locked(static (machine, now) => machine.OpenForHealth(now));
        }
    }

    /// <summary>Applies changed options; state and counters are kept.</summary>
    /// <param name="options">The new options; validated before.</param>
    public void Configure(CircuitBreakerOptions options)
    {
        if (CircuitDifferences.Between(_options, options).Length == 0)
        {
            return;
        }

        var own = options.Clone();
        Locked((machine, now) => machine.Configure(own, now));
        _options = own;
    }

    // Apart, because a method with a closure allocates it even when it returns before.
    private IReadOnlyList<CircuitChange>? RecordNews(CircuitTicket ticket, CircuitResult result, bool isGivenUp, bool isCounted) =>
        Locked((machine, now) => machine.Record(ticket, result, now, isGivenUp, isCounted));

    private bool IsNoNews(CircuitTicket ticket, CircuitResult result) =>
        ticket.Probe == 0
        && (result == CircuitResult.Ignored || (result == CircuitResult.Success && _machine.IsUntroubled))
        && (ticket.StartedAt == 0 || !_machine.IsSlow(ticket, _timeProvider.GetTimestamp(), _options));

    private IReadOnlyList<CircuitChange>? Locked(Action<CircuitStateMachine, long> step)
    {
        Locked(
            static (machine, now, action) =>
            {
                action(machine, now);
                return true;
            },
            step,
            out var changes);
        return changes;
    }

    private TResult Locked<TState, TResult>(
        Func<CircuitStateMachine, long, TState, TResult> step, TState state, out IReadOnlyList<CircuitChange>? changes)
    {
        var now = _timeProvider.GetTimestamp();
        TResult result;
        lock (_lock)
        {
            result = step(_machine, now, state);
            (changes, _untold) = (_untold, null);
        }

        foreach (var change in changes ?? [])
        {
            _publish(change);
        }

        return result;
    }

    // Under the lock: others see the new state before anybody is told of it.
    private void OnTransition(CircuitTransition transition)
    {
        var (from, to, reason, generation) = transition;
        Volatile.Write(ref _gate, (generation << StateBits) | (long)to);
        (_untold ??= []).Add(new(Name, from, to, reason, generation, to == CircuitState.Open ? _machine.Options.BreakDuration : null));
    }
}
