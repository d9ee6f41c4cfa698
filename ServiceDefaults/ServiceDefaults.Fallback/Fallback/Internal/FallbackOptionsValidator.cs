using Microsoft.Extensions.Options;
using ServiceDefaults.Caching;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Rejects an order in which a strategy could never be reached, a default value where it could do harm, and times that
/// do not fit together.
/// </summary>
internal sealed class FallbackOptionsValidator(
    IEnumerable<FallbackRegistration> operations,
    IOptions<CachingOptions> caching,
    DependencyCatalog dependencies,
    IOptionsMonitor<DependencyOptions> pipelines) : IValidateOptions<FallbackOptions>
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
            yield return $"Order has '{twice.Key}' twice.";
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

    // A read that was sent just before an invalidation can return after it. The invalidation has to be stored until the
    // last such response in a cache has expired.
    private IEnumerable<string> LifetimeFailures(FallbackRegistration operation, FallbackOptions options)
    {
        if (operation.Strategies.All(
            strategy => !string.Equals(strategy.Name, FallbackStrategies.Cache, StringComparison.Ordinal)))
        {
            yield break;
        }

        var timeouts = dependencies.All.Select(
            dependency => (dependency.Name, Timeout: pipelines.Get(dependency.Name).TotalTimeout)).ToList();
        var longest = timeouts.Where(pipeline => pipeline.Timeout.Enabled)
            .Select(pipeline => pipeline.Timeout.Longest).DefaultIfEmpty().Max();
        if (options.MaxStale + longest is var needed && needed > caching.Value.InvalidationRetention)
        {
            yield return $"{CachingOptions.Section}:{nameof(CachingOptions.InvalidationRetention)} is "
                + $"{caching.Value.InvalidationRetention}; it must be at least MaxStale ({options.MaxStale}) plus the "
                + $"longest total timeout ({longest}): set it to {needed} or more.";
        }

        foreach (var (pipeline, _) in timeouts.Where(pipeline => !pipeline.Timeout.Enabled))
        {
            yield return $"the pipeline '{pipeline}' has no total timeout, so a read could take longer than "
                + $"{CachingOptions.Section}:{nameof(CachingOptions.InvalidationRetention)}: set "
                + $"{ResilienceSections.Pipelines}:{pipeline}:TotalTimeout:Enabled to true.";
        }
    }
}
