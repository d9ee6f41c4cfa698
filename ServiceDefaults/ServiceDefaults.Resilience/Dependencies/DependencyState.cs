using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.RateLimiting;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Dependencies;

/// <summary>
/// What this process keeps about one dependency. It belongs to no pipeline, so it outlives their reloads. Safe for
/// threads.
/// </summary>
public sealed class DependencyState
{
    private readonly Lock _configuring = new();
    private readonly TimeProvider _timeProvider;

    internal DependencyState(CircuitBreaker circuitBreaker, TimeProvider timeProvider) =>
        (CircuitBreaker, _timeProvider) = (circuitBreaker, timeProvider);

    /// <summary>The dependency's name.</summary>
    public string Name => CircuitBreaker.Name;

    /// <summary>The circuit breaker; also while the settings switch it off.</summary>
    public CircuitBreaker CircuitBreaker { get; }

    /// <summary>The bulkheads; <see langword="null"/> when no pipeline has had any.</summary>
    public DependencyBulkhead? Bulkhead { get; private set; }

    /// <summary>The rate limiter; <see langword="null"/> when no pipeline has had one.</summary>
    public DependencyRateLimiter? RateLimiter { get; private set; }

    /// <summary>The retry budget; <see langword="null"/> when the dependency has no pipeline.</summary>
    public RetryBudget? RetryBudget { get; private set; }

    /// <summary>Reads all parts, for a status page.</summary>
    /// <returns>Values of about one moment; the parts are read one after the other.</returns>
    public DependencySnapshot GetSnapshot() =>
        new(
            Name, CircuitBreaker.GetSnapshot(), Bulkhead?.GetStatistics(),
            RateLimiter?.GetStatistics(), RetryBudget?.Remaining);

    /// <summary>
    /// Closes the circuit and resets its counters. Operations under way keep their places, and permits and retries stay
    /// spent: a reset is no
    /// way to call more often.
    /// </summary>
    public void Reset() => CircuitBreaker.Close();

    /// <summary>
    /// Applies the settings of the dependency's pipeline. A part that is switched off keeps its state for the time it
    /// is switched on again.
    /// </summary>
    [MemberNotNull(nameof(RetryBudget))]
    internal void Configure(
        CircuitBreakerOptions circuitBreaker, BulkheadOptions bulkhead,
        RateLimitOptions rateLimit, RetryBudgetOptions retryBudget)
    {
        // Outside of the lock: observers of the circuit run inside of this call.
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

/// <summary>A dependency at one moment; the guide's statistics.</summary>
/// <param name="Name">The dependency's name.</param>
/// <param name="CircuitBreaker">State, counters and rates of the circuit breaker.</param>
/// <param name="Bulkheads">By criticality, the common bulkhead under the empty one; <see langword="null"/> without
/// bulkheads.</param>
/// <param name="RateLimiter">Permits left, granted and refused; <see langword="null"/> without a rate limiter.</param>
/// <param name="RetriesRemaining">Retries that the budget would grant now; <see langword="null"/> without a
/// budget.</param>
public sealed record DependencySnapshot(
    string Name,
    CircuitSnapshot CircuitBreaker,
    IReadOnlyDictionary<string, BulkheadStatistics>? Bulkheads,
    RateLimiterStatistics? RateLimiter,
    int? RetriesRemaining);
