using ServiceDefaults.Http.Internal;

namespace ServiceDefaults.Http;

/// <summary>
/// Detects when a request is sent: after it has a connection, and before the other side can act on it.
/// </summary>
public sealed class SendTracker
{
    private volatile bool _hasLeft;

    private SendTracker()
    {
    }

    /// <summary>Whether the request may have reached the other side in any of its attempts.</summary>
    public bool MayHaveBeenSent => _hasLeft;

    /// <summary>
    /// Tracks a request. A request that a rate limiter, a bulkhead or a circuit breaker rejects, or that gets no
    /// connection, is never sent.
    /// </summary>
    /// <param name="request">
    /// The request. Without content it gets an empty one, because the content is what is tracked.
    /// </param>
    /// <param name="onLeaving">Awaited before each attempt is sent.</param>
    /// <returns>The tracker of the request.</returns>
    public static SendTracker Track(HttpRequestMessage request, Func<CancellationToken, Task> onLeaving)
    {
        var departure = new SendTracker();
        request.Content = new SendTrackingContent(request.Content ?? new ByteArrayContent([]), async token =>
        {
            departure._hasLeft = true;
            await onLeaving(token).ConfigureAwait(false);
        });
        return departure;
    }
}
