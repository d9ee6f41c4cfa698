using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Settings;

/// <summary>
/// Refuses connections to other machines that do not verify the server's certificate, outside development. Without
/// verification, anyone on the way can be the server; and TLS that is only preferred can be switched off on the way.
/// </summary>
public static class VerifiedConnections
{
    /// <summary>
    /// The setting with the names of connection strings, separated by spaces, that need no verification: in a network
    /// that is trusted, or behind a proxy that verifies.
    /// </summary>
    /// <value>The default is none.</value>
    public const string Exempt = "UnverifiedConnections";

    /// <summary>Checks one connection string.</summary>
    /// <param name="configuration">The configuration, with <see cref="Exempt"/>.</param>
    /// <param name="environment">The environment of the host; in development every connection is allowed.</param>
    /// <param name="name">The name of the connection string.</param>
    /// <param name="hosts">The hosts that it names. A path is a socket of this machine.</param>
    /// <param name="isVerified">Whether it verifies the server.</param>
    /// <param name="verification">What the connection string must contain to verify the server.</param>
    /// <exception cref="SettingsException">
    /// The connection leaves this machine, and nothing verifies the server.
    /// </exception>
    public static void Demand(
        IConfiguration configuration,
        IHostEnvironment environment,
        string name,
        IEnumerable<string> hosts,
        bool isVerified,
        string verification)
    {
        if (isVerified || environment.IsDevelopment() || hosts.All(IsThisMachine)
            || (configuration[Exempt] ?? "").Split(' ').Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        throw new SettingsException($"The connection string '{name}' does not verify the server, and the environment "
            + $"is '{environment.EnvironmentName}': add {verification} to it, or, in a trusted network, "
            + $"add '{name}' to {Exempt}, which is '{configuration[Exempt]}'.");
    }

    private static bool IsThisMachine(string host) => host.StartsWith('/')
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
