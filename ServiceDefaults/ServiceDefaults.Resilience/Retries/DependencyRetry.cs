using Polly;
using Polly.Retry;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>One dependency's retry: the numbers, the budget, and the judgement of its failures.</summary>
/// <typeparam name="TResult">The result of the pipeline.</typeparam>
public sealed class DependencyRetry<TResult>
{
    /// <summary>The numbers; validated before.</summary>
    public required RetryOptions Options { get; init; }

    /// <summary>The dependency's budget. It is made outside of the pipeline, so a reload does not refill it.</summary>
    public required RetryBudget Budget { get; init; }

    /// <summary>
    /// Judges an outcome; <see langword="null"/> for a success. What is transient is retried, and where an attempt that is repeated may have been carried out, the error
    /// of a later attempt will say so. Called for every outcome, so it has to be quick.
    /// </summary>
    public required Func<RetryPredicateArguments<TResult>, ClassifiedError?> Classify { get; init; }

    /// <summary>Whether the operation may be carried out twice.</summary>
    /// <value>The default is always.</value>
    public Func<RetryPredicateArguments<TResult>, bool> IsRepeatable { get; init; } = static _ => true;

    /// <summary>How long the dependency asks to wait.</summary>
    /// <value>The default knows nothing, so the backoff decides.</value>
    public Func<Outcome<TResult>, TimeSpan?> RetryAfter { get; init; } = static _ => null;

    /// <summary>The source of jitter, numbers in [0, 1).</summary>
    /// <value>The default is <see cref="Random.Shared"/>.</value>
    public Func<double> Randomizer { get; init; } = static () => Random.Shared.NextDouble();
}
