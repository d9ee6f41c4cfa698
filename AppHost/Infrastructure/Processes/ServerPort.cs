using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AppHost.Infrastructure.Processes;

/// <summary>The port of a server, chosen when it is added, so that all who refer to it can know it.</summary>
internal static class ServerPort
{
    // Above the launch profiles' ports, and below what systems hand to outgoing connections (from 32768 on Linux, 49152
    // elsewhere): while a server restarts none of those, not even one on its way to the server itself, can take its port.
    private const int First = 23_000;
    private const int End = 32_000;
    private const int Attempts = 100;

    /// <summary>A port nobody listens on.</summary>
    public static int Choose()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new DistributedApplicationException($"No free port was found from {First} to {End - 1} in {Attempts} attempts: see what listens there, and stop it.");
    }

    /// <summary>Fails when another program has taken the port since it was chosen.</summary>
    public static void RefuseTaken(string server, int port)
    {
        if (!IsFree(port))
        {
            throw new DistributedApplicationException($"Port {port}, which was free when the AppHost chose it for '{server}', is taken by another program: start again, and another port is chosen.");
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
