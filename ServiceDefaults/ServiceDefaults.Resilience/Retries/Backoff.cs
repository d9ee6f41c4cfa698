namespace ServiceDefaults.Retries;

/// <summary>
/// The delays of a retry policy, for pipelines and for hand-written loops. Immutable and thread-safe. Every delay lies
/// between zero and the cap, whatever the attempt number, and on average a later delay is never shorter.
/// </summary>
public sealed class Backoff
{
    // f(t) = 2^t * tanh(2 * sqrt(t)) is steep at first and then doubles. The scale puts the median of the first delay
    // near the base delay.
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

    /// <summary>Creates delays without jitter.</summary>
    /// <param name="kind">How the delays grow.</param>
    /// <param name="baseDelay">The first delay; zero or more.</param>
    /// <param name="maxDelay">The cap of every delay; not below <paramref name="baseDelay"/>.</param>
    /// <returns>The waiting times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A delay is out of range, or the kind is not defined.</exception>
    public static Backoff Create(BackoffKind kind, TimeSpan baseDelay, TimeSpan maxDelay) =>
        Enum.IsDefined(kind)
            ? new(kind, baseDelay, maxDelay, random: null)
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Use Exponential, Linear or Constant.");

    /// <summary>
    /// Adds jitter, so that callers that failed together do not retry together: decorrelated jitter for exponential
    /// growth (the distribution that Polly uses), otherwise plus or minus a quarter.
    /// </summary>
    /// <param name="random">
    /// A thread-safe source of numbers in [0, 1); the default is <see cref="Random.Shared"/>.
    /// </param>
    /// <returns>The waiting times.</returns>
    public Backoff WithJitter(Func<double>? random = null) => new(
        _kind, _baseDelay, _maxDelay, random ?? Random.Shared.NextDouble);

    /// <summary>Calculates the delay before a retry.</summary>
    /// <param name="attempt">0 for the first retry, 1 for the second, and so on.</param>
    /// <returns>The delay, between zero and the cap.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The attempt is negative.</exception>
    public TimeSpan DelayFor(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        var factor = _random is null ? Growth(attempt) : Jittered(attempt, _random);
        var ticks = _baseDelay.Ticks * factor;
        // An overflow to infinity, or to not-a-number (infinity times a base delay of zero), results in a bound.
        return ticks < _maxDelay.Ticks
            ? TimeSpan.FromTicks((long)ticks)
            : _baseDelay == TimeSpan.Zero ? TimeSpan.Zero : _maxDelay;
    }

    private double Growth(int attempt) => _kind switch
    {
        BackoffKind.Exponential => Math.Pow(2, attempt),
        BackoffKind.Linear => attempt + 1.0,
        _ => 1,
    };

    private double Jittered(int attempt, Func<double> random) => _kind == BackoffKind.Exponential
        ? Math.Max(0, Decorrelated(attempt + random()) - (attempt == 0
            ? 0
        : Decorrelated(attempt - 1 + random()))) * DecorrelatedScale
        : Growth(attempt) * (1 - SpreadOfOthers + (2 * SpreadOfOthers * random()));

    private static double Decorrelated(double t) => Math.Pow(2, t) * Math.Tanh(2 * Math.Sqrt(t));
}
