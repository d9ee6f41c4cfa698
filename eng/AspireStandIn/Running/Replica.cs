using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.StandIn;

/// <summary>One of the processes of a resource, and the ports it listens on itself.</summary>
/// <param name="Id">The resource's name and a suffix of its own.</param>
/// <param name="Ports">The port for each endpoint's name.</param>
internal sealed record Replica(string Id, IReadOnlyDictionary<string, int> Ports)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>A single replica listens on the resource's own address; several stand behind it, on ports of their own.</summary>
    public static Replica Of(IResource resource) => new(
        $"{resource.Name}-{System.Security.Cryptography.RandomNumberGenerator.GetString(Letters, 8)}",
        resource.Annotations.OfType<EndpointAnnotation>().ToDictionary(
            endpoint => endpoint.Name,
            endpoint => resource.GetReplicaCount() == 1 ? endpoint.TargetPort!.Value : StandIn.Ports.Free(),
            StringComparer.OrdinalIgnoreCase));
}

/// <summary>The relays in front of a resource that has several replicas.</summary>
internal sealed class RelaySet : IAsyncDisposable
{
    private readonly List<TcpRelay> _relays = [];

    public void Start(IResource resource, IReadOnlyList<Replica> replicas)
    {
        if (replicas.Count == 1)
        {
            return;
        }

        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var relay = new TcpRelay(endpoint.AllocatedEndpoint!.Port, [.. replicas.Select(replica => replica.Ports[endpoint.Name])]);
            relay.Start();
            _relays.Add(relay);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }
    }
}
