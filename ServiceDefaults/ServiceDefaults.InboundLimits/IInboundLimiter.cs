namespace ServiceDefaults.InboundLimits;

/// <summary>
/// Limits how often callers use this service, over all its replicas. The middleware calls it for HTTP requests; call it
/// for other work.
/// </summary>
public interface IInboundLimiter
{
    /// <summary>
    /// Takes permits from every window that applies, or from none. It never fails because of Redis: while Redis is slow
    /// or unavailable, this process allows its share of the limits.
    /// </summary>
    /// <param name="partition">Whose permits to use.</param>
    /// <param name="policies">The policies of the route; empty for the windows of every request only.</param>
    /// <param name="permits">
    /// The permits to take; 0 takes none, and returns what is left and whether one permit is.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>Whether the permits were taken, and the state of every window.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is negative.</exception>
    ValueTask<InboundLimitResult> CheckAsync(
        InboundPartition partition,
        IReadOnlyList<string> policies,
        int permits = 1,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes one permit of a user of a service, such as a language model: the guide's <c>consume</c>. The limits are
    /// those of <c>InboundLimits:Services:{service}</c>, or of <c>default</c> if there are none.
    /// </summary>
    /// <param name="service">The name of the service.</param>
    /// <param name="user">The id of the user. It is stored as a keyed hash only.</param>
    /// <param name="cancellationToken">Stops waiting for Redis.</param>
    /// <returns>Whether the permit was taken, and how long to wait if not.</returns>
    ValueTask<InboundLimitResult> ConsumeAsync(
        string service, string user, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns what this process has allowed and refused in the last minute. For the permits that one caller has left,
    /// check with 0 permits.
    /// </summary>
    /// <returns>One entry for each window of each tier and service.</returns>
    IReadOnlyList<InboundLimitStatistics> GetStatistics();
}
