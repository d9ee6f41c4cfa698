namespace ServiceDefaults.Retries;

/// <summary>The retry budgets of this process, one for each dependency.</summary>
public interface IRetryBudgets
{
    /// <summary>
    /// The budget of a dependency: made the first time, afterwards the same one, with the options brought up to date and what was spent kept.
    /// </summary>
    /// <param name="dependency">The dependency's name.</param>
    /// <param name="options">Share, minimum and window; validated before.</param>
    /// <returns>The budget.</returns>
    RetryBudget GetOrAdd(string dependency, RetryBudgetOptions options);

    /// <summary>All budgets by dependency, for gauges.</summary>
    IReadOnlyDictionary<string, RetryBudget> All { get; }
}
