using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Pipelines.Internal;
using ServiceDefaults.Retries;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines;

/// <summary>Checks the ranges of every option and what they have to do with one another. Messages quote the values and say what to do.</summary>
/// <param name="catalog">Knows what a dependency is. Without it every option counts.</param>
public sealed class DependencyOptionsValidator(DependencyCatalog? catalog = null) : IValidateOptions<DependencyOptions>
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    private readonly DependencyOptionsRangeValidator _ranges = new();
    private readonly BulkheadLimitsValidator _criticalities = new();
    private readonly RetryOptionsValidator _retry = new();
    private readonly CircuitBreakerOptionsValidator _circuitBreaker = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DependencyOptions options)
    {
        // The validators of retry and breaker look at the ranges once more, because they stand alone as well.
        var problems = OutOfRange(name, options).Distinct(StringComparer.Ordinal).Concat(Problems(options, HasPool(name))).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"Pipeline '{name}': {problem}"));
    }

    private IEnumerable<string> OutOfRange(string? name, DependencyOptions options) =>
    [
        .. QuotedFailures.Of(_ranges, $"{name}", options),
        .. QuotedFailures.Of(_retry, $"{name}.{nameof(options.Retry)}", options.Retry),
        .. QuotedFailures.Of(_circuitBreaker, $"{name}.{nameof(options.CircuitBreaker)}", options.CircuitBreaker),
        .. options.Bulkhead.Criticalities.SelectMany(
            pair => QuotedFailures.Of(_criticalities, $"{name}.Bulkhead.Criticalities.{pair.Key}", pair.Value)),
    ];

    private static IEnumerable<string> Problems(DependencyOptions options, bool hasPool)
    {
        var (attempt, total) = (options.AttemptTimeout, options.TotalTimeout);
        foreach (var (operation, time) in total.Operations.Where(pair => pair.Value < ShortestTimeout || pair.Value > LongestTimeout))
        {
            yield return $"TotalTimeout:Operations:{operation} is {time}: it has to be between {ShortestTimeout} and {LongestTimeout}.";
        }

        if (attempt.Enabled && total.Enabled && attempt.Duration > total.Duration)
        {
            yield return $"AttemptTimeout:Duration is {attempt.Duration} and TotalTimeout:Duration is {total.Duration}: "
                + "one attempt cannot take longer than all of them, so lower the first or raise the second.";
        }

        if (ProbeProblem(options.CircuitBreaker, total) is { } probe)
        {
            yield return probe;
        }

        if (HealthPathProblem(options.HealthProbe) is { } path)
        {
            yield return path;
        }

        if (hasPool && options.Bulkhead.Enabled && options.Bulkhead.TotalConcurrency * options.Connections.Replicas > options.Connections.Maximum)
        {
            yield return $"the bulkheads let {options.Bulkhead.TotalConcurrency} operations in, in each of {options.Connections.Replicas} replicas, "
                + $"and Connections:Maximum is {options.Connections.Maximum}: make the bulkheads smaller or the pool larger.";
        }
    }

    private bool HasPool(string? name) => name is null || catalog?.Find(name) is not { } dependency
        || dependency.Unread().All(unread => !string.Equals(unread.Path, nameof(DependencyOptions.Connections), StringComparison.Ordinal));

    // The path is put behind the name of the dependency: without its slash it would be a part of that name and ask another host.
    private static string? HealthPathProblem(HealthProbeOptions probe) =>
        string.IsNullOrEmpty(probe.Path)
            || (probe.Path.StartsWith('/') && !probe.Path.StartsWith("//", StringComparison.Ordinal) && !probe.Path.Contains('#', StringComparison.Ordinal)
                && Uri.IsWellFormedUriString($"http://host{probe.Path}", UriKind.Absolute))
            ? null
            : $"HealthProbe:Path is '{probe.Path}': it must be a URL path that begins with one slash and has its special characters percent-encoded, such as /health.";

    private static string? ProbeProblem(CircuitBreakerOptions circuit, TotalTimeoutOptions total) =>
        circuit.Enabled && total.Enabled && circuit.ProbeLease <= total.Longest
            ? $"CircuitBreaker:ProbeLease is {circuit.ProbeLease} and the longest total timeout is {total.Longest}: "
                + "the timeout has to end a probe before its lease does, so raise ProbeLease."
            : null;
}
