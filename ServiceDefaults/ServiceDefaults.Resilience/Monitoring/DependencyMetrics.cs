namespace ServiceDefaults.Monitoring;

/// <summary>
/// Metrics of one dependency in the sliding window. The window slides in tenths, so an event counts for one window, and
/// for at most a tenth longer.
/// </summary>
/// <param name="Operations">Operations that ended: succeeded, failed, or cancelled by the caller.</param>
/// <param name="Successes">
/// Operations that the dependency handled. These include requests that it refused for a reason of the caller: not
/// found, conflict, and rejected by a business rule.
/// </param>
/// <param name="Failures">Operations without a result, including those that a strategy rejected.</param>
/// <param name="ErrorRate">
/// Share of <paramref name="Failures"/> among <paramref name="Successes"/> and <paramref name="Failures"/>, 0 to 1; 0
/// without operations.
/// </param>
/// <param name="Retries">Failed attempts that were retried.</param>
/// <param name="Timeouts">Timeouts of attempts and of operations.</param>
/// <param name="Trips">Circuit openings.</param>
/// <param name="Rejections">
/// Rejected calls by strategy: <c>rate-limiter</c>, <c>bulkhead</c>, <c>circuit-breaker</c>, <c>scope</c> for a
/// deadline that had passed, and <c>other</c>. Strategies without rejections are left out.
/// </param>
/// <param name="Latency">Latency of the operations that no strategy rejected.</param>
/// <param name="LastSuccess">
/// When the last operation succeeded, in or before the window; <see langword="null"/> if none has.
/// </param>
/// <param name="LastFailure">
/// When the last operation failed, in or before the window; <see langword="null"/> if none has.
/// </param>
public sealed record DependencyMetrics(
    int Operations,
    int Successes,
    int Failures,
    double ErrorRate,
    int Retries,
    int Timeouts,
    int Trips,
    IReadOnlyDictionary<string, int> Rejections,
    LatencyMetrics Latency,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastFailure);

/// <summary>
/// Latency of a dependency's operations, with all attempts. A percentile is never below the exact value, and at most
/// 6.25 % or 0.0625 milliseconds above it; above 17 minutes it is 17 minutes.
/// </summary>
/// <param name="Count">The number of measured operations.</param>
/// <param name="P50">The median in seconds; <see langword="null"/> without operations.</param>
/// <param name="P95">The 95th percentile in seconds; <see langword="null"/> without operations.</param>
/// <param name="P99">The 99th percentile in seconds; <see langword="null"/> without operations.</param>
public sealed record LatencyMetrics(int Count, double? P50, double? P95, double? P99);
