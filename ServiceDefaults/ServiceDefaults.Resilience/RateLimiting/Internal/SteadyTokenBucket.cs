using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

/// <summary>
/// A token bucket that fills with every tick of the clock. The framework's adds the tokens of a period in one lump, so that a period's calls
/// pass just before a boundary and again just after it. Nobody waits in it.
/// </summary>
internal sealed class SteadyTokenBucket : RateLimiter
{
    private static readonly Lease Granted = new(retryAfter: null) { IsGranted = true };

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly int _burst;

    // Whole numbers, so that nothing is lost however often one looks: a token is as many units as its period has ticks, and a tick adds as
    // many units as the period has tokens.
    private readonly long _token;
    private readonly long _perTick;
    private readonly long _capacity;

    // What comes in less time than this can be added without an overflow, and in this time the largest bucket there can be is full.
    private readonly long _surelyFull;

    private long _level;
    private long _filledAt;
    private long _grants;
    private long _refusals;
    private bool _isDisposed;

    /// <summary>Makes a full bucket.</summary>
    /// <param name="options">The numbers; validated before.</param>
    /// <param name="time">The clock.</param>
    public SteadyTokenBucket(RateLimitOptions options, TimeProvider time)
    {
        (_time, _start, _burst) = (time, time.GetTimestamp(), options.Burst);
        (_token, _perTick, _capacity) = (options.Period.Ticks, options.Permits, options.Burst * options.Period.Ticks);
        _surelyFull = long.MaxValue / 2 / _perTick;
        _level = _capacity;
    }

    /// <summary>Nothing ends this one for being idle.</summary>
    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_lock)
        {
            Fill();
            return new() { CurrentAvailablePermits = _level / _token, TotalSuccessfulLeases = _grants, TotalFailedLeases = _refusals };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, _burst);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Fill();
            // None at all asks whether there is one.
            var missing = (Math.Max(1, permitCount) * _token) - _level;
            if (missing > 0)
            {
                _refusals++;
                return new Lease(TimeSpan.FromTicks(((missing - 1) / _perTick) + 1));
            }

            _level -= permitCount * _token;
            _grants++;
            return Granted;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        var now = _time.GetElapsedTime(_start).Ticks;
        var elapsed = now - _filledAt;
        _level = elapsed < _surelyFull ? Math.Min(_capacity, _level + (elapsed * _perTick)) : _capacity;
        _filledAt = now;
    }

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        private static readonly string[] Names = [MetadataName.RetryAfter.Name];

        public bool IsGranted { get; init; }

        public override bool IsAcquired => IsGranted;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : Names;

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = string.Equals(metadataName, MetadataName.RetryAfter.Name, StringComparison.Ordinal) ? retryAfter : null;
            return metadata is not null;
        }
    }
}
