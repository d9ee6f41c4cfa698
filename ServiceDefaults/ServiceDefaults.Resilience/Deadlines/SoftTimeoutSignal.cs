namespace ServiceDefaults.Deadlines;

/// <summary>
/// Signals the soft timeout of a caller, which then uses something else, such as a cached response. The signal flows
/// with a call as <see cref="RequestDeadline"/> does, but ends nothing. A circuit breaker uses it to count a call as
/// slow that is otherwise only cancelled.
/// </summary>
public sealed class SoftTimeoutSignal
{
    private static readonly AsyncLocal<SoftTimeoutSignal?> Ambient = new();

    private readonly Lock _lock = new();
    private Action? _listeners;
    private int _isExhausted;

    /// <summary>The signal of the caller that waits for the current call, or <see langword="null"/>.</summary>
    public static SoftTimeoutSignal? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Whether the soft timeout has passed.</summary>
    public bool HasFired => Volatile.Read(ref _isExhausted) != 0;

    /// <summary>Signals that the soft timeout has passed. Only the first call has an effect.</summary>
    public void Fire()
    {
        if (Interlocked.Exchange(ref _isExhausted, 1) == 0)
        {
            Action? listeners;
            lock (_lock)
            {
                listeners = _listeners;
            }

            listeners?.Invoke();
        }
    }

    /// <summary>
    /// Adds a callback that runs once, on the thread of <see cref="Fire"/>. It does not run for a signal that has
    /// already fired.
    /// </summary>
    internal void Add(Action listener)
    {
        lock (_lock)
        {
            _listeners += listener;
        }
    }

    internal void Remove(Action listener)
    {
        lock (_lock)
        {
            _listeners -= listener;
        }
    }
}
