namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The answer of the script.</summary>
/// <param name="IsAllowed">Whether every window had the permits.</param>
/// <param name="Taken">The permits that Redis has counted: those of the request and those of a lease.</param>
/// <param name="Lifetime">How long a lease lasts, from <paramref name="Sent"/>.</param>
/// <param name="Windows">The windows, without what is left of a lease.</param>
/// <param name="Slices">The slice of each window in which the permits were taken.</param>
/// <param name="Sent">The timestamp before the command was sent.</param>
/// <param name="Received">The timestamp after the answer was received.</param>
internal sealed record SharedAnswer(
    bool IsAllowed,
    int Taken,
    TimeSpan Lifetime,
    InboundLimitWindow[] Windows,
    long[] Slices,
    long Sent,
    long Received);
