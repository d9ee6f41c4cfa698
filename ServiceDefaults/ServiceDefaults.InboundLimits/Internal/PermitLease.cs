namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// The permits that this replica has taken in Redis and not used yet, for one partition and one set of windows, and the
/// last refusal. Not thread-safe: the partition holds its lock.
/// <para>
/// Redis counts leased permits as used when they are taken. A lease ends with the slice in which they were taken, in
/// each window: then the permits count exactly as if each had been taken when it was used. The replica measures that
/// time from before it sent the command, so that its lease ends before the slice does, whatever its clock says.
/// </para>
/// </summary>
internal sealed class PermitLease(TimeProvider time)
{
    private const int MaxWanted = 1 << 20;

    // A remembered refusal spares Redis the callers that do not wait. It is short, because a returned lease may end it.
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(1);

    private long _sent;
    private long _received;
    private TimeSpan _lifetime;
    private InboundLimitWindow[] _windows = [];
    private long[] _slices = [];
    private int _left;
    private int _used;
    private long _refusalSent;
    private long _refusalReceived;
    private TimeSpan _refusal;
    private InboundLimitWindow[] _refused = [];

    /// <summary>Whether a command is under way that will replace the lease.</summary>
    public bool IsRenewing { get; private set; }

    public bool TryUse(int permits, long now, out InboundLimitResult result)
    {
        if (permits <= _left && time.GetElapsedTime(_sent, now) < _lifetime)
        {
            _left -= permits;
            _used += permits;
            result = new(
                IsAllowed: true, InboundLimitSource.Lease, Later(_windows, time.GetElapsedTime(_received, now)));
            return true;
        }

        if (time.GetElapsedTime(_refusalSent, now) < _refusal)
        {
            result = new(
                IsAllowed: false,
                InboundLimitSource.Lease,
                Later(_refused, time.GetElapsedTime(_refusalReceived, now)));
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>
    /// Begins a renewal, and ends this lease: what is left of it goes back with the command. The next lease is as large
    /// as what was used of this one, and twice as large if that was all of it.
    /// </summary>
    public (int Wanted, int Unused, long[] Slices) Renew(long now)
    {
        IsRenewing = true;
        var isOver = time.GetElapsedTime(_sent, now) >= _lifetime;
        var wanted = _left > 0 || isOver ? Math.Max(1, _used) : Math.Min(MaxWanted, _used * 2);
        var unused = _left;
        _left = 0;
        return (wanted, unused, _slices);
    }

    public void EndRenewal() => IsRenewing = false;

    /// <summary>Stores the permits beyond those that the request itself has used.</summary>
    public void Begin(SharedAnswer answer, int used) =>
        (_sent, _received, _lifetime, _windows, _slices, _left, _used) =
        (answer.Sent, answer.Received, answer.Lifetime, answer.Windows, answer.Slices, answer.Taken - used, used);

    public void Refuse(SharedAnswer answer, TimeSpan retryAfter) =>
        (_refusalSent, _refusalReceived, _refused, _refusal) =
        (answer.Sent, answer.Received, answer.Windows, retryAfter < LongestRefusal ? retryAfter : LongestRefusal);

    private InboundLimitWindow[] Later(InboundLimitWindow[] windows, TimeSpan elapsed)
    {
        var later = new InboundLimitWindow[windows.Length];
        for (var index = 0; index < windows.Length; index++)
        {
            var window = windows[index];
            later[index] = window with
            {
                // Redis has counted the lease as used; the caller can still use what is left of it.
                Remaining = window.IsViolated ? window.Remaining : Math.Min(window.Limit, window.Remaining + _left),
                ResetAfter = Less(window.ResetAfter, elapsed),
                RetryAfter = window.RetryAfter is { } wait ? Less(wait, elapsed) : null,
            };
        }

        return later;
    }

    private static TimeSpan Less(TimeSpan time, TimeSpan elapsed) =>
        time > elapsed ? time - elapsed : TimeSpan.Zero;
}
