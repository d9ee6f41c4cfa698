namespace ServiceDefaults.Queueing;

/// <summary>The outcome of a delivery.</summary>
public sealed record Delivery
{
    private Delivery(DeliveryKind kind) => Kind = kind;

    internal DeliveryKind Kind { get; }

    internal string Reason { get; private init; } = string.Empty;

    internal ReadOnlyMemory<byte> Result { get; private init; }

    internal TimeSpan? Delay { get; private init; }

    /// <summary>Returns the outcome of a command that was executed.</summary>
    /// <param name="result">Stored for the owner, encrypted like the payload.</param>
    /// <returns>The outcome.</returns>
    public static Delivery Succeed(ReadOnlyMemory<byte> result = default) =>
        new(DeliveryKind.Succeeded) { Result = result };

    /// <summary>
    /// Returns the outcome of a command that the receiver rejected for good; it is not delivered again.
    /// </summary>
    /// <param name="result">Stored for the owner, encrypted like the payload.</param>
    /// <returns>The outcome.</returns>
    public static Delivery Reject(ReadOnlyMemory<byte> result = default) =>
        new(DeliveryKind.Refused) { Result = result };

    /// <summary>
    /// Returns the outcome of a command that cannot be delivered now because the receiver is unavailable or busy. It
    /// does not count towards <see cref="ReliableQueueOptions.MaxAttempts"/>.
    /// </summary>
    /// <param name="reason">For metrics, one of a small set; it holds no data of the command.</param>
    /// <param name="delay">How long to wait; the default is the backoff.</param>
    /// <returns>The outcome.</returns>
    public static Delivery Defer(string reason, TimeSpan? delay = null) =>
        new(DeliveryKind.Later) { Reason = reason, Delay = delay };

    /// <summary>
    /// Returns the outcome of a delivery that failed, possibly because of the command. After
    /// <see cref="ReliableQueueOptions.MaxAttempts"/> failures the command becomes a dead letter.
    /// </summary>
    /// <param name="reason">For metrics, one of a small set; it holds no data of the command.</param>
    /// <returns>The outcome.</returns>
    public static Delivery Fail(string reason) => new(DeliveryKind.Failed) { Reason = reason };

    /// <summary>
    /// Returns the outcome of a command that can never be delivered. It becomes a dead letter, and waits for an
    /// operator.
    /// </summary>
    /// <param name="reason">For metrics, one of a small set; it holds no data of the command.</param>
    /// <returns>The outcome.</returns>
    public static Delivery DeadLetter(string reason) => new(DeliveryKind.Undeliverable) { Reason = reason };
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
