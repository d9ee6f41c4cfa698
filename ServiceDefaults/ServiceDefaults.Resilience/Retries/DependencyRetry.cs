using Polly;
using Polly.Retry;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>The retry of one dependency: options, budget and failure classification.</summary>
/// <typeparam name="TResult">Type of the pipeline's result.</typeparam>
public sealed class DependencyRetry<TResult>
{
    /// <summary>The options; already validated.</summary>
    public required RetryOptions Options { get; init; }

    /// <summary>
    /// The retry budget of the dependency. It is created outside the pipeline, so a reload does not refill it.
    /// </summary>
    public required RetryBudget Budget { get; init; }

    /// <summary>
    /// Classifies an outcome; <see langword="null"/> for a success. Transient errors are retried. If an attempt that
    /// may have succeeded is repeated, the final error says so. Called for every outcome, so it must be fast.
    /// </summary>
    public required Func<RetryPredicateArguments<TResult>, ClassifiedError?> Classify { get; init; }

    /// <summary>Returns whether the operation may be repeated.</summary>
    /// <value>By default it always may.</value>
    public Func<RetryPredicateArguments<TResult>, bool> IsRepeatable { get; init; } = static _ => true;

    /// <summary>Reads how long the dependency asks the caller to wait.</summary>
    /// <value>By default <see langword="null"/>: the backoff alone decides.</value>
    public Func<Outcome<TResult>, TimeSpan?> RetryAfter { get; init; } = static _ => null;

    /// <summary>The source of jitter: numbers in [0, 1).</summary>
    /// <value>The default is <see cref="Random.Shared"/>.</value>
    public Func<double> Randomizer { get; init; } = static () => Random.Shared.NextDouble();
}
