namespace ServiceDefaults.Queueing;

/// <summary>What came of a delivery.</summary>
public sealed record Delivery
{
    private Delivery(DeliveryKind kind) => Kind = kind;

    internal DeliveryKind Kind { get; }

    internal string Reason { get; private init; } = string.Empty;

    internal ReadOnlyMemory<byte> Result { get; private init; }

    internal TimeSpan? Delay { get; private init; }

    /// <summary>It was done.</summary>
    /// <param name="result">What the owner is to find. It is encrypted like the payload.</param>
    /// <returns>The delivery.</returns>
    public static Delivery Succeeded(ReadOnlyMemory<byte> result = default) => new(DeliveryKind.Succeeded) { Result = result };

    /// <summary>The answer was a final no: there is nothing to repeat.</summary>
    /// <param name="result">What the owner is to find. It is encrypted like the payload.</param>
    /// <returns>The delivery.</returns>
    public static Delivery Refused(ReadOnlyMemory<byte> result = default) => new(DeliveryKind.Refused) { Result = result };

    /// <summary>Not now, through no fault of the command: the other side is away or busy. It does not count towards <see cref="ReliableQueueOptions.MaxAttempts"/>.</summary>
    /// <param name="reason">One of few words, for metrics; nothing out of the command.</param>
    /// <param name="delay">How long to wait; by default the backoff.</param>
    /// <returns>The delivery.</returns>
    public static Delivery Later(string reason, TimeSpan? delay = null) => new(DeliveryKind.Later) { Reason = reason, Delay = delay };

    /// <summary>It went wrong, and may be the command's fault. After <see cref="ReliableQueueOptions.MaxAttempts"/> of these it is dead.</summary>
    /// <param name="reason">One of few words, for metrics; nothing out of the command.</param>
    /// <returns>The delivery.</returns>
    public static Delivery Failed(string reason) => new(DeliveryKind.Failed) { Reason = reason };

    /// <summary>It can never be delivered. It is dead, and waits for an operator.</summary>
    /// <param name="reason">One of few words, for metrics; nothing out of the command.</param>
    /// <returns>The delivery.</returns>
    public static Delivery Undeliverable(string reason) => new(DeliveryKind.Undeliverable) { Reason = reason };
}

/// <summary>The kinds of <see cref="Delivery"/>.</summary>
internal enum DeliveryKind
{
    Succeeded,
    Refused,
    Later,
    Failed,
    Undeliverable,
}
