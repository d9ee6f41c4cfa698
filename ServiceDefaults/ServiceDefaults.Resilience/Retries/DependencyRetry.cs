using Polly;
using Polly.Retry;

namespace ServiceDefaults.Retries;

/// <summary>One dependency's retry: the numbers, the budget, and what is known of its failures.</summary>
/// <typeparam name="TResult">The result of the pipeline.</typeparam>
public sealed class DependencyRetry<TResult>
{
    /// <summary>The numbers; validated before.</summary>
    public required RetryOptions Options { get; init; }

    /// <summary>The dependency's budget, from <see cref="IRetryBudgets"/>, so that it survives a reload of the pipeline.</summary>
    public required RetryBudget Budget { get; init; }

    /// <summary>Whether an outcome may be gone in a moment and the operation may be repeated. Called for every outcome, so it has to be quick.</summary>
    public required Func<RetryPredicateArguments<TResult>, bool> ShouldRetry { get; init; }

    /// <summary>How long the dependency asks to wait.</summary>
    /// <value>The default knows nothing, so the backoff decides.</value>
    public Func<Outcome<TResult>, TimeSpan?> RetryAfter { get; init; } = static _ => null;

    /// <summary>Whether an attempt that is about to be repeated may have been carried out. The error of a later attempt will then say so.</summary>
    /// <value>The default is never, which is right for operations that only read.</value>
    public Func<RetryPredicateArguments<TResult>, bool> MayHaveSucceeded { get; init; } = static _ => false;

    /// <summary>The source of jitter, numbers in [0, 1).</summary>
    /// <value>The default is <see cref="Random.Shared"/>.</value>
    public Func<double> Randomizer { get; init; } = static () => Random.Shared.NextDouble();
}
