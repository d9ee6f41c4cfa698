namespace ServiceDefaults.Deadlines;

/// <summary>
/// How long somebody is willing to wait before making do with something else, such as a cached answer. It flows with a call as
/// <see cref="RequestDeadline"/> does, but ends nothing: that it ran out is what a circuit breaker should know of a call that is otherwise merely cancelled.
/// </summary>
public sealed class Patience
{
    private static readonly AsyncLocal<Patience?> Ambient = new();

    private readonly Lock _lock = new();
    private Action? _listeners;
    private int _isExhausted;

    /// <summary>The patience of whoever waits for the call that is being made, or <see langword="null"/>.</summary>
    public static Patience? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Whether it has run out.</summary>
    public bool IsExhausted => Volatile.Read(ref _isExhausted) != 0;

    /// <summary>Says that it has. Only the first time counts.</summary>
    public void Exhaust()
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

    /// <summary>Calls back once, on the thread of <see cref="Exhaust"/>, when it runs out from now on.</summary>
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
