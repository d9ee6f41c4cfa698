using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.RateLimiting;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Dependencies;

/// <summary>
/// The state that this process keeps for one dependency. Independent of pipelines, so it survives their reloads.
/// Thread-safe.
/// </summary>
public sealed class DependencyState
{
    private readonly Lock _configuring = new();
    private readonly TimeProvider _timeProvider;

    internal DependencyState(CircuitBreaker circuitBreaker, TimeProvider timeProvider) =>
        (CircuitBreaker, _timeProvider) = (circuitBreaker, timeProvider);

    /// <summary>The dependency's name.</summary>
    public string Name => CircuitBreaker.Name;

    /// <summary>The circuit breaker; present even if it is disabled.</summary>
    public CircuitBreaker CircuitBreaker { get; }

    /// <summary>The bulkheads; <see langword="null"/> if no pipeline has enabled them.</summary>
    public DependencyBulkhead? Bulkhead { get; private set; }

    /// <summary>The rate limiter; <see langword="null"/> if no pipeline has enabled it.</summary>
    public DependencyRateLimiter? RateLimiter { get; private set; }

    /// <summary>The retry budget; <see langword="null"/> if the dependency has no pipeline.</summary>
    public RetryBudget? RetryBudget { get; private set; }

    /// <summary>Reads the state of all parts, for a status page.</summary>
    /// <returns>A snapshot; the parts are read one after the other, so they may differ by a moment.</returns>
    public DependencySnapshot GetSnapshot() =>
        new(
            Name, CircuitBreaker.GetSnapshot(), Bulkhead?.GetStatistics(),
            RateLimiter?.GetStatistics(), RetryBudget?.Remaining);

    /// <summary>
    /// Closes the circuit and resets its counters. Running operations keep their permits, and used permits and retries
    /// stay used, so a reset cannot raise the number of calls.
    /// </summary>
    public void Reset() => CircuitBreaker.Close();

    /// <summary>
    /// Applies the settings of the dependency's pipeline. A part that is disabled keeps its state until it is enabled
    /// again.
    /// </summary>
    [MemberNotNull(nameof(RetryBudget))]
    internal void Configure(
        CircuitBreakerOptions circuitBreaker, BulkheadOptions bulkhead,
        RateLimitOptions rateLimit, RetryBudgetOptions retryBudget)
    {
        // Outside the lock, because this call runs the circuit's observers.
        CircuitBreaker.Configure(circuitBreaker);
        lock (_configuring)
        {
            if (bulkhead.Enabled)
            {
                (Bulkhead ??= new(bulkhead)).Configure(bulkhead);
            }

            if (rateLimit.Enabled)
            {
                (RateLimiter ??= new(rateLimit, _timeProvider)).Configure(rateLimit);
            }

            (RetryBudget ??= new(retryBudget, _timeProvider)).Configure(retryBudget);
        }
    }
}

/// <summary>A snapshot of a dependency; the guide's statistics.</summary>
/// <param name="Name">The dependency's name.</param>
/// <param name="CircuitBreaker">State, counters and rates of the circuit breaker.</param>
/// <param name="Bulkheads">
/// Statistics by criticality; the common bulkhead has the empty key. <see langword="null"/> without bulkheads.
/// </param>
/// <param name="RateLimiter">
/// Permits left, calls admitted and rejected; <see langword="null"/> without a rate limiter.
/// </param>
/// <param name="RetriesRemaining">
/// Retries that the budget would grant now; <see langword="null"/> without a retry budget.
/// </param>
public sealed record DependencySnapshot(
    string Name,
    CircuitSnapshot CircuitBreaker,
    IReadOnlyDictionary<string, BulkheadStatistics>? Bulkheads,
    RateLimiterStatistics? RateLimiter,
    int? RetriesRemaining);
