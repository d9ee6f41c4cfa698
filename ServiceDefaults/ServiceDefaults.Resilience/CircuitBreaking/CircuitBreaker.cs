using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// The circuit breaker of one dependency. It is independent of pipelines, so it survives their reloads. Thread-safe.
/// </summary>
/// <remarks>
/// While the circuit is closed and no failure is counted, a call takes no lock. No foreign code runs under the lock:
/// the clock is read before it is taken, and changes are published after it is released.
/// </remarks>
public sealed partial class CircuitBreaker
{
    private const int StateBits = 2;
    private const long StateMask = (1 << StateBits) - 1;

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Action<CircuitChange> _publish;
    private readonly CircuitStateMachine _machine;
    private List<CircuitChange>? _unpublished;

    // State and generation share one word, so that both are read at the same moment.
    private long _gate;
    private long _rejections;
    private volatile CircuitBreakerOptions _options;

    /// <summary>Creates a closed circuit.</summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">When the circuit opens and closes; already validated.</param>
    /// <param name="timeProvider">The clock for breaks, windows and leases.</param>
    /// <param name="onChange">Receives every state change after it has happened.</param>
    public CircuitBreaker(
        string name, CircuitBreakerOptions options, TimeProvider timeProvider, Action<CircuitChange>? onChange = null)
    {
        (Name, _options, _timeProvider) = (name, options.Clone(), timeProvider);
        _publish = onChange ?? (static _ => { });
        _machine = new(_options, timeProvider, OnTransition);
    }

    /// <summary>The dependency's name.</summary>
    public string Name { get; }

    /// <summary>
    /// The current state. It stays open after the break has elapsed, until the first call becomes a probe.
    /// </summary>
    public CircuitState State => (CircuitState)(Volatile.Read(ref _gate) & StateMask);

    internal CircuitBreakerOptions Options => _options;

    /// <summary>Reads the state, the counters and the rates.</summary>
    /// <returns>A consistent snapshot.</returns>
    public CircuitSnapshot GetSnapshot()
    {
        var utcNow = _timeProvider.GetUtcNow();
        return Locked(
            (machine, now, rejections) => machine.Snapshot(now, utcNow, rejections),
            Volatile.Read(ref _rejections),
            out _);
    }

    /// <summary>
    /// Requests permission for a call outside a pipeline; the guide's <c>can_execute</c>. Report the result to the
    /// lease and dispose of it. A lease that is disposed of without a report counts as ignored: it neither opens nor
    /// closes the circuit.
    /// </summary>
    /// <returns>A lease; check <see cref="CircuitLease.IsAcquired"/> before the call.</returns>
    public CircuitLease TryAcquire() => new(this, Enter(out _));

    /// <summary>Opens the circuit manually, until <see cref="Close"/> is called.</summary>
    public void Isolate() => Locked(static (machine, _) => machine.Isolate());

    /// <summary>Closes the circuit manually from any state and resets its counters.</summary>
    public void Close() => Locked(static (machine, _) => machine.Close(CircuitChangeReason.Manual));

    /// <summary>
    /// Opens a closed circuit because health probes of the dependency failed. Health probes never close a circuit.
    /// </summary>
    internal void OpenForHealth()
    {
        if (_options.Enabled)
        {
            Locked(static (machine, now) => machine.OpenForHealth(now));
        }
    }

    /// <summary>Applies changed options and keeps state and counters.</summary>
    /// <param name="options">The new options; already validated.</param>
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
            (changes, _unpublished) = (_unpublished, null);
        }

        foreach (var change in changes ?? [])
        {
            _publish(change);
        }

        return result;
    }

    // Runs under the lock: the new state is visible before the change is published.
    private void OnTransition(CircuitTransition transition)
    {
        var (from, to, reason, generation) = transition;
        Volatile.Write(ref _gate, (generation << StateBits) | (long)to);
        (_unpublished ??= []).Add(
            new(Name, from, to, reason, generation, to == CircuitState.Open ? _machine.Options.BreakDuration : null));
    }
}
