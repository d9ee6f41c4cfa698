using System.Collections.Concurrent;

namespace ServiceDefaults.Retries.Internal;

internal sealed class RetryBudgets(TimeProvider timeProvider) : IRetryBudgets
{
    private readonly ConcurrentDictionary<string, Lazy<RetryBudget>> _budgets = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RetryBudget> All => _budgets.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);

    public RetryBudget GetOrAdd(string dependency, RetryBudgetOptions options)
    {
        var budget = _budgets.GetOrAdd(dependency, _ => new(() => new(options, timeProvider))).Value;
        budget.Update(options);
        return budget;
    }
}
