namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// Microseconds since 1970 by the clock at the start plus the time that has elapsed: a clock that is set back or
/// forward changes no limit.
/// </summary>
internal sealed class LocalClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly long _startMicroseconds =
        (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public long Now => _startMicroseconds + (time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond);
}
