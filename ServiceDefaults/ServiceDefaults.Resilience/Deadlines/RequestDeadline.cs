namespace ServiceDefaults.Deadlines;

/// <summary>
/// What the caller of this request sent about its time: when it stops waiting, and whether the request is a retry. It
/// flows with the request through asynchronous calls, as <see cref="System.Diagnostics.Activity"/> does.
/// </summary>
public sealed class RequestDeadline
{
    private static readonly AsyncLocal<RequestDeadline?> Ambient = new();

    private readonly TimeProvider _timeProvider;
    private readonly long _receivedAt;
    private readonly TimeSpan _limit;

    /// <summary>Starts the deadline.</summary>
    /// <param name="limit">
    /// The time left when the request arrived; <see langword="null"/> when the caller sent no deadline.
    /// </param>
    /// <param name="attempt">The number of the attempt by its sender: 1 for the first.</param>
    /// <param name="timeProvider">The clock.</param>
    public RequestDeadline(TimeSpan? limit, int attempt, TimeProvider timeProvider)
    {
        (_limit, Attempt, _timeProvider) = (limit ?? TimeSpan.MaxValue, attempt, timeProvider);
        _receivedAt = timeProvider.GetTimestamp();
    }

    /// <summary>
    /// The deadline of the current request, or <see langword="null"/> outside of a request and for a caller that sent
    /// no deadline headers. Set it to <see langword="null"/> around work that continues after the request, or that
    /// serves several requests.
    /// </summary>
    public static RequestDeadline? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The number of the attempt by its sender.</summary>
    public int Attempt { get; }

    /// <summary>
    /// Whether the request is itself a retry. Then its sender retries, and services behind it do not.
    /// </summary>
    public bool IsRetry => Attempt > 1;

    /// <summary>
    /// The remaining time; negative when the deadline has passed, <see cref="TimeSpan.MaxValue"/> when there is none.
    /// </summary>
    public TimeSpan Remaining =>
        _limit == TimeSpan.MaxValue ? _limit : _limit - _timeProvider.GetElapsedTime(_receivedAt);
}
