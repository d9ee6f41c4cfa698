using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

/// <summary>
/// A token bucket that fills continuously. The framework's token bucket adds all tokens of a period at once, so the
/// calls of two periods can pass around a boundary. Calls are never queued.
/// </summary>
internal sealed class SteadyTokenBucket : RateLimiter
{
    private static readonly Lease Granted = new();

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly int _burst;

    // Integers avoid rounding errors: a token consists of as many units as its period has ticks, and each tick adds as
    // many units as the period has tokens.
    private readonly long _token;
    private readonly long _perTick;
    private readonly long _capacity;

    // Below this many ticks the fill cannot overflow; from this many ticks on, even the largest bucket is full.
    private readonly long _surelyFull;

    private long _level;
    private long _filledAt;
    private long _grants;
    private long _refusals;
    private bool _isDisposed;

    /// <summary>Creates a full bucket.</summary>
    /// <param name="options">The options; already validated.</param>
    /// <param name="time">The clock.</param>
    public SteadyTokenBucket(RateLimitOptions options, TimeProvider time)
    {
        (_time, _start, _burst) = (time, time.GetTimestamp(), options.Burst);
        (_token, _perTick, _capacity) = (options.Period.Ticks, options.Permits, options.Burst * options.Period.Ticks);
        _surelyFull = long.MaxValue / 2 / _perTick;
        _level = _capacity;
    }

    /// <summary>Always <see langword="null"/>: this limiter is never removed for being idle.</summary>
    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_lock)
        {
            Fill();
            return new()
            {
                CurrentAvailablePermits = _level / _token,
                TotalSuccessfulLeases = _grants,
                TotalFailedLeases = _refusals
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, _burst);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Fill();
            // A request for 0 permits checks whether one permit is available.
            var missing = (Math.Max(1, permitCount) * _token) - _level;
            if (missing > 0)
            {
                _refusals++;
                return new PermitRefusal(TimeSpan.FromTicks(((missing - 1) / _perTick) + 1));
            }

            _level -= permitCount * _token;
            _grants++;
            return Granted;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

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

    private sealed class Lease : RateLimitLease
    {
        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
