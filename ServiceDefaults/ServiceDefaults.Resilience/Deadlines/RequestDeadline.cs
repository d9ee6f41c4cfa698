namespace ServiceDefaults.Deadlines;

/// <summary>
/// What the caller of this request said of its own time: when it will have gone, and whether it is asking again. It flows with the
/// request to wherever its work is done, as <see cref="System.Diagnostics.Activity"/> does.
/// </summary>
public sealed class RequestDeadline
{
    private static readonly AsyncLocal<RequestDeadline?> Ambient = new();

    private readonly TimeProvider _timeProvider;
    private readonly long _receivedAt;
    private readonly TimeSpan _limit;

    /// <summary>Begins to count.</summary>
    /// <param name="limit">The time left when the request arrived; <see langword="null"/> when nothing was said.</param>
    /// <param name="attempt">Which attempt of its sender the request is: 1 for the first.</param>
    /// <param name="timeProvider">The clock.</param>
    public RequestDeadline(TimeSpan? limit, int attempt, TimeProvider timeProvider)
    {
        (_limit, Attempt, _timeProvider) = (limit ?? TimeSpan.MaxValue, attempt, timeProvider);
        _receivedAt = timeProvider.GetTimestamp();
    }

    /// <summary>
    /// The deadline of the request that is being served, or <see langword="null"/> where no request is being served, or its caller gave no deadline. Set it to
    /// <see langword="null"/> around work that goes on after the request, or for several requests.
    /// </summary>
    public static RequestDeadline? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Which attempt of its sender the request is.</summary>
    public int Attempt { get; }

    /// <summary>Whether the sender is asking again. Then it is the one who retries, and nobody behind it does.</summary>
    public bool IsRetry => Attempt > 1;

    /// <summary>The time that is left; negative when it is up, <see cref="TimeSpan.MaxValue"/> when nothing was said.</summary>
    public TimeSpan Remaining => _limit == TimeSpan.MaxValue ? _limit : _limit - _timeProvider.GetElapsedTime(_receivedAt);
}
