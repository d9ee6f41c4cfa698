using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>A Redis client that executes commands but loses replies when a test says so.</summary>
internal sealed class LossyRedis(IRedisClient redis) : IRedisClient
{
    private string? _lost;

    /// <summary>The operation that fails with an exception that is no failure of Redis.</summary>
    public string? Broken { get; set; }

    public bool IsConfigured => redis.IsConfigured;

    public bool IsConnected => redis.IsConnected;

    public void LoseNext(string operation) => _lost = operation;

    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        string operation,
        Func<IDatabase, TState, Task<TResult>> commands,
        TState state,
        CancellationToken cancellationToken)
    {
        if (operation == Broken)
        {
            throw new InvalidOperationException("A defect.");
        }

        var result = await redis.ExecuteAsync(operation, commands, state, cancellationToken);
        return Interlocked.CompareExchange(ref _lost, value: null, operation) == operation
            ? throw new RedisConnectionException(
                ConnectionFailureType.SocketFailure, CommandFlags.None, "The answer is lost.")
            : result;
    }

    public void Subscribe(string channel, Action<byte[]> onMessage, Action onConnected) => redis.Subscribe(
        channel, onMessage, onConnected);
}
