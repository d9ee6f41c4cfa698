using ServiceDefaults.Http.Internal;

namespace ServiceDefaults.Http;

/// <summary>Knows when a request leaves: after a connection was found for it, and before the other side can act upon it.</summary>
public sealed class Departure
{
    private volatile bool _hasLeft;

    private Departure()
    {
    }

    /// <summary>Whether the request may have reached the other side, in one attempt or another.</summary>
    public bool HasLeft => _hasLeft;

    /// <summary>
    /// Watches a request. One that is rejected by a limiter or a circuit, or finds no connection, never leaves.
    /// </summary>
    /// <param name="request">The request, with its content; one without gets an empty one, because that is what is watched.</param>
    /// <param name="onLeaving">Awaited before each attempt leaves.</param>
    /// <returns>What is known of it.</returns>
    public static Departure Watch(HttpRequestMessage request, Func<CancellationToken, Task> onLeaving)
    {
        var departure = new Departure();
        request.Content = new DepartingContent(request.Content ?? new ByteArrayContent([]), async token =>
        {
            departure._hasLeft = true;
            await onLeaving(token).ConfigureAwait(false);
        });
        return departure;
    }
}
