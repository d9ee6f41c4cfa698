using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.StandIn;

/// <summary>Gives every endpoint its address before anything starts.</summary>
internal static class Ports
{
    private const int Lowest = 15_000;
    private const int Highest = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static void Allocate(IResource resource, bool randomize)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var fixedPort = endpoint.IsProxied ? endpoint.Port : endpoint.Port ?? endpoint.TargetPort;
            var port = fixedPort is { } wanted && !(randomize && endpoint.IsProxied) ? wanted : Free();
            if (!IsFree(port))
            {
                throw new DistributedApplicationException(
                    $"Port {port} of resource '{resource.Name}' (endpoint '{endpoint.Name}') is taken by another process: stop that, or take free ports with --DcpPublisher:RandomizePorts=true.");
            }

            endpoint.TargetPort ??= port;
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port);
        }
    }

    /// <summary>
    /// A free port that was not given out before, below those the system takes for outgoing connections: one of these could
    /// take the port before the resource listens.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (Given.TryAdd(port, default) && IsFree(port))
            {
                return port;
            }
        }
    }

    public static bool IsFree(int port) => IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port));

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // No loopback of that family on this machine: nobody can have taken it.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
