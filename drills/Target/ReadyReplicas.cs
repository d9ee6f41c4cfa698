using System.Collections.Concurrent;
using System.Net;

namespace Drills.Target;

/// <summary>
/// The replicas of the API that get requests: as a load balancer does, the relay follows their readiness.
/// </summary>
internal sealed class ReadyReplicas
{
    private readonly ConcurrentDictionary<string, IPEndPoint> _ready = new(StringComparer.Ordinal);

    /// <summary>The addresses.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _ready.Values];

    /// <summary>Sends requests to a replica.</summary>
    public void Add(string replica, Uri endpoint) => _ready[replica] = new(IPAddress.Loopback, endpoint.Port);

    /// <summary>Sends no more requests to a replica.</summary>
    public void Remove(string replica) => _ready.TryRemove(replica, out _);
}
