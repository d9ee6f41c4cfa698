using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AppHost.Infrastructure.Processes;

/// <summary>What all servers that run as processes have in common.</summary>
internal static class SupervisedServer
{
    /// <summary>The program of the resource: the supervisor outlives no AppHost, and lets none of its servers do so.</summary>
    public const string Command = "dotnet";

    private const int LowestPort = 15_000;
    private const int HighestPort = 32_000;

    /// <summary>The supervisor's arguments, up to where the server's own command line begins.</summary>
    public static IEnumerable<string> Arguments(ServerUser user, string stopSignal)
    {
        string[] owner = [Path.Combine(AppContext.BaseDirectory, "Supervisor.dll"), "--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--stop-signal", stopSignal];
        return user.Name is null ? [.. owner, "--"] : [.. owner, "--user", user.Name, "--"];
    }

    /// <summary>
    /// A port nobody listens on, below those the system takes for outgoing connections. The server itself complains, and ends,
    /// if another takes it before.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(LowestPort, HighestPort));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another one, then.
            }
        }
    }

    /// <summary>Adds the one endpoint a server has, on 127.0.0.1, with nothing in between.</summary>
    public static IResourceBuilder<T> WithServerEndpoint<T>(this IResourceBuilder<T> server) where T : IResourceWithEndpoints
    {
        var port = FreePort();
        return server.WithEndpoint(port: port, targetPort: port, scheme: "tcp", name: "tcp", isProxied: false);
    }
}
