using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Settings;
using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>
/// The client settings. They override the connection string, so that the client never waits for an unavailable server.
/// </summary>
internal sealed record RedisSettings(ConfigurationOptions? Options)
{
    private const int FirstReconnectMilliseconds = 250;
    private const int LastReconnectMilliseconds = 5000;

    public static RedisSettings Read(string? connectionString, string clientName)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return new(Options: null);
        }

        var options = Parse(connectionString);
        options.ClientName = clientName;
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new ExponentialRetry(FirstReconnectMilliseconds, LastReconnectMilliseconds);
        // The details would put keys and the state of the client into exception messages.
        options.IncludeDetailInExceptions = false;
        return new(options);
    }

    /// <exception cref="SettingsException">Nothing verifies the server, outside development.</exception>
    public void Verify(IConfiguration configuration, IHostEnvironment environment)
    {
        if (Options is { } options)
        {
            VerifiedConnections.Demand(
                configuration,
                environment,
                IRedisClient.Name,
                // A sentinel or a tunnel leads to servers that the connection string does not name.
                options.EndPoints.Select(HostOf).Concat(
                    new[] { options.ServiceName, options.Tunnel is null ? null : "tunnel" }.OfType<string>()),
                options.Ssl,
                "ssl=true");
        }
    }

    private static string HostOf(EndPoint server) => server switch
    {
        DnsEndPoint named => named.Host,
        IPEndPoint address => address.Address.ToString(),
        // A socket of this machine.
        var other => other.ToString() ?? "",
    };

    // Thrown without the inner exception, whose message quotes part of the connection string: that can be the password.
    private static ConfigurationOptions Parse(string connectionString) => TryParse(connectionString)
        ?? throw new SettingsException($"The connection string '{IRedisClient.Name}' cannot be read: write "
            + "host:port,password=...,ssl=true as StackExchange.Redis has it, or leave it out.");

    private static ConfigurationOptions? TryParse(string connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
