using ServiceDefaults.Settings;
using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>How the client behaves, whatever the connection string says: it never waits for a server that is away.</summary>
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
        // Messages of its exceptions would hold keys and the state of the client.
        options.IncludeDetailInExceptions = false;
        return new(options);
    }

    // Told without the cause, whose message would quote a part of it: that can be the password.
    private static ConfigurationOptions Parse(string connectionString) => TryParse(connectionString)
        ?? throw new SettingsException($"The connection string '{IRedisClient.Name}' cannot be read: write host:port,password=...,ssl=true as StackExchange.Redis has it, or leave it out.");

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
