using System.Collections.Concurrent;

namespace ServiceDefaults.Retries.Internal;

internal sealed class RetryBudgets(TimeProvider timeProvider) : IRetryBudgets
{
    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RetryBudget> All => _budgets.AsReadOnly();

    public RetryBudget GetOrAdd(string dependency, RetryBudgetOptions options)
    {
        // Two that ask at once must get the same one.
        lock (_making)
        {
            var budget = _budgets.GetOrAdd(dependency, static (_, made) => new(made.options, made.timeProvider), (options, timeProvider));
            budget.Update(options);
            return budget;
        }
    }
}
