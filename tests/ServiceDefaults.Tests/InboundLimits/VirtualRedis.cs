using ServiceDefaults.InboundLimits.Internal;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>A real server that runs the script, with a clock that the test sets.</summary>
public sealed class VirtualRedis : IAsyncLifetime
{
    private static readonly string Script = InboundLimitScript.Text
        .Replace("redis.call('TIME')", "{ ARGV[#ARGV - 1], ARGV[#ARGV] }", StringComparison.Ordinal)
        .Replace("for at = 6, #ARGV, 6 do", "for at = 6, #ARGV - 2, 6 do", StringComparison.Ordinal);

    private readonly RedisServer _server = new();
    private ConnectionMultiplexer? _connection;

    /// <summary>The database.</summary>
    public IDatabase Database => _connection!.GetDatabase();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync($"{_server.ConnectionString},asyncTimeout=60000");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    internal async Task<SharedAnswer> AskAsync(
        string key, SharedRequest request, long now, int replicas = 1, long sent = 0, long received = 0) =>
        ScriptArguments.Read(
            request.Set,
            await Database.ScriptEvaluateAsync(
                Script,
                [key],
                [.. ScriptArguments.Write(request, replicas), now / 1_000_000, now % 1_000_000]),
            sent,
            received);
}
