namespace ServiceDefaults.Retries;

/// <summary>
/// The waiting times of one retry policy, for pipelines and for loops written by hand. Immutable and safe to share. Every result lies
/// between zero and the cap, whatever the attempt number, and on average a later one is never shorter.
/// </summary>
public sealed class Backoff
{
    // f(t) = 2^t * tanh(2 * sqrt(t)) is steep at first and then doubles. The scale puts the median of the first wait near the base.
    private const double DecorrelatedScale = 1 / 1.4;
    private const double SpreadOfOthers = 0.25;

    private readonly BackoffKind _kind;
    private readonly TimeSpan _baseDelay;
    private readonly TimeSpan _maxDelay;
    private readonly Func<double>? _random;

    private Backoff(BackoffKind kind, TimeSpan baseDelay, TimeSpan maxDelay, Func<double>? random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(baseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDelay, baseDelay);
        (_kind, _baseDelay, _maxDelay, _random) = (kind, baseDelay, maxDelay, random);
    }

    /// <summary>Makes the waiting times, without jitter.</summary>
    /// <param name="kind">How they grow.</param>
    /// <param name="baseDelay">The first one; zero or more.</param>
    /// <param name="maxDelay">The cap of each; not below <paramref name="baseDelay"/>.</param>
    /// <returns>The waiting times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A delay is out of its range, or the kind is none of the enumeration's.</exception>
    public static Backoff Create(BackoffKind kind, TimeSpan baseDelay, TimeSpan maxDelay) =>
        Enum.IsDefined(kind)
            ? new(kind, baseDelay, maxDelay, random: null)
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Use Exponential, Linear or Constant.");

    /// <summary>
    /// The same with jitter, so that callers which failed together do not come back together: decorrelated for exponential growth
    /// (the distribution that Polly uses), plus or minus a quarter otherwise.
    /// </summary>
    /// <param name="random">A source of numbers in [0, 1) that may be called from many threads; default <see cref="Random.Shared"/>.</param>
    /// <returns>The waiting times.</returns>
    public Backoff WithJitter(Func<double>? random = null) => new(_kind, _baseDelay, _maxDelay, random ?? Random.Shared.NextDouble);

    /// <summary>How long to wait before a retry.</summary>
    /// <param name="attempt">0 before the first retry, 1 before the second, ...</param>
    /// <returns>The waiting time, between zero and the cap.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The attempt is negative.</exception>
    public TimeSpan DelayFor(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        var factor = _random is null ? Growth(attempt) : Jittered(attempt, _random);
        var ticks = _baseDelay.Ticks * factor;
        // Written so that an overflow to infinity, or to not-a-number (infinity times a base of zero), falls on a bound.
        return ticks < _maxDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : _baseDelay == TimeSpan.Zero ? TimeSpan.Zero : _maxDelay;
    }

    private double Growth(int attempt) => _kind switch
    {
        BackoffKind.Exponential => Math.Pow(2, attempt),
        BackoffKind.Linear => attempt + 1.0,
        _ => 1,
    };

    private double Jittered(int attempt, Func<double> random) => _kind == BackoffKind.Exponential
        ? Math.Max(0, Decorrelated(attempt + random()) - (attempt == 0 ? 0 : Decorrelated(attempt - 1 + random()))) * DecorrelatedScale
        : Growth(attempt) * (1 - SpreadOfOthers + (2 * SpreadOfOthers * random()));

    private static double Decorrelated(double t) => Math.Pow(2, t) * Math.Tanh(2 * Math.Sqrt(t));
}
