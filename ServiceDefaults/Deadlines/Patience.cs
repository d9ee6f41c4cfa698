namespace ServiceDefaults.Deadlines;

/// <summary>
/// How long somebody is willing to wait before making do with something else, such as a cached answer. It flows with a call as
/// <see cref="RequestDeadline"/> does, but ends nothing: that it ran out is what a circuit breaker should know of a call that is otherwise merely cancelled.
/// </summary>
public sealed class Patience
{
    private static readonly AsyncLocal<Patience?> Ambient = new();

    private volatile bool _isExhausted;

    /// <summary>The patience of whoever waits for the call that is being made, or <see langword="null"/>.</summary>
    public static Patience? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>Whether it has run out.</summary>
    public bool IsExhausted => _isExhausted;

    /// <summary>Says that it has.</summary>
    public void Exhaust() => _isExhausted = true;
}
