using Microsoft.Extensions.Options;
using ServiceDefaults.Caching;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Rejects an order in which a strategy could never be reached, a default value where it could do harm, and times that
/// do not fit together.
/// </summary>
internal sealed class FallbackOptionsValidator(
    IEnumerable<FallbackRegistration> operations,
    IOptions<CachingOptions> caching) : IValidateOptions<FallbackOptions>
{
    public ValidateOptionsResult Validate(string? name, FallbackOptions options)
    {
        if (operations.FirstOrDefault(operation =>
            string.Equals(operation.Operation, name, StringComparison.Ordinal)) is not { } operation)
        {
            return ValidateOptionsResult.Skip;
        }

        var failures = OrderFailures(operation, options.Order!).Concat(LifetimeFailures(operation, options))
            .Select(failure => $"{FallbackOptions.Section}:{name}: {failure}").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> OrderFailures(FallbackRegistration operation, string[] order)
    {
        var known = string.Join(", ", operation.Strategies.Select(strategy => strategy.Name));
        foreach (var unknown in order.Where(
            name =>
                operation.Strategies.All(strategy => !string.Equals(strategy.Name, name, StringComparison.Ordinal))))
        {
            yield return $"Order has '{unknown}'; its strategies are {known}.";
        }

        foreach (var twice in order.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"Order has '{twice.Key}' twice: remove one of them.";
        }

        foreach (var (terminal, _) in operation.Strategies.Where(strategy => strategy.IsTerminal))
        {
            if (Array.IndexOf(order, terminal) is var index && index >= 0 && index < order.Length - 1)
            {
                yield return $"Order has '{order[index + 1]}' after '{terminal}', which always returns a value: "
                    + $"put '{terminal}' last.";
            }
        }
    }

    // A cached response is as old as the moment before its read was sent, so one that an invalidation outdates has
    // expired MaxStale after it, however long the read took.
    private IEnumerable<string> LifetimeFailures(FallbackRegistration operation, FallbackOptions options)
    {
        var hasCache = operation.Strategies.Any(
            strategy => string.Equals(strategy.Name, FallbackStrategies.Cache, StringComparison.Ordinal));
        // A time out of its own range is reported with that range, not with a retention that could not be set.
        if (hasCache && options.MaxStale > caching.Value.InvalidationRetention
            && options.MaxStale <= FallbackOptions.LongestStale)
        {
            yield return $"MaxStale is {options.MaxStale}; it must not be longer than {CachingOptions.Section}:"
                + $"{nameof(CachingOptions.InvalidationRetention)} ({caching.Value.InvalidationRetention}): "
                + $"shorten it, or set {CachingOptions.Section}:{nameof(CachingOptions.InvalidationRetention)} to "
                + $"{options.MaxStale} or more.";
        }
    }
}
