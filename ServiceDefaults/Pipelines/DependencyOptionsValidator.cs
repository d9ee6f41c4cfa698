using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Pipelines.Internal;
using ServiceDefaults.Retries;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines;

/// <summary>Checks the ranges of every option and what they have to do with one another. Messages quote the values and say what to do.</summary>
public sealed class DependencyOptionsValidator : IValidateOptions<DependencyOptions>
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
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(_ranges.Validate(name, options));
        result.AddResult(_retry.Validate(nameof(options.Retry), options.Retry));
        result.AddResult(_circuitBreaker.Validate(nameof(options.CircuitBreaker), options.CircuitBreaker));
        foreach (var (criticality, limits) in options.Bulkhead.Criticalities)
        {
            result.AddResult(_criticalities.Validate($"Bulkhead:Criticalities:{criticality}", limits));
        }

        foreach (var problem in Problems(options))
        {
            result.AddError($"Pipeline '{name}': {problem}");
        }

        return result.Build();
    }

    private static IEnumerable<string> Problems(DependencyOptions options)
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

        if (options.Bulkhead.Enabled && options.Bulkhead.TotalConcurrency * options.Connections.Replicas > options.Connections.Maximum)
        {
            yield return $"the bulkheads let {options.Bulkhead.TotalConcurrency} operations in, in each of {options.Connections.Replicas} replicas, "
                + $"and Connections:Maximum is {options.Connections.Maximum}: make the bulkheads smaller or the pool larger.";
        }
    }

    private static string? ProbeProblem(CircuitBreakerOptions circuit, TotalTimeoutOptions total) =>
        circuit.Enabled && total.Enabled && circuit.ProbeLease <= total.Longest
            ? $"CircuitBreaker:ProbeLease is {circuit.ProbeLease} and the longest total timeout is {total.Longest}: "
                + "the timeout has to end a probe before its lease does, so raise ProbeLease."
            : null;
}
