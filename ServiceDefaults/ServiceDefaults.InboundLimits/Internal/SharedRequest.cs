namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>What a replica asks of Redis.</summary>
/// <param name="Set">The windows.</param>
/// <param name="Permits">The permits of the request.</param>
/// <param name="Wanted">The permits of the request and of the lease that the replica would like.</param>
/// <param name="Unused">The permits of the last lease that go back.</param>
/// <param name="Slices">The slices from which the last lease was taken.</param>
internal sealed record SharedRequest(WindowSet Set, int Permits, int Wanted, int Unused, long[] Slices)
{
    /// <summary>Whether the answer replaces the lease.</summary>
    public bool IsRenewal { get; init; }
}
