using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.StandIn;

/// <summary>Gives every endpoint its address before anything starts.</summary>
internal static class Ports
{
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

    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port) => IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port));

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
