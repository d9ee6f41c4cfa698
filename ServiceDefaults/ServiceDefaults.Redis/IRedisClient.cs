using StackExchange.Redis;

namespace ServiceDefaults.Redis;

/// <summary>A server of the Redis protocol that may be away at any time. It is connected in the background, and again whenever it was lost.</summary>
public interface IRedisClient
{
    /// <summary>The name of the connection string, of the pipeline and of the health check.</summary>
    const string Name = "redis";

    /// <summary>Whether there is a connection string at all.</summary>
    bool IsConfigured { get; }

    /// <summary>Whether commands have a connection to go by just now.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Runs commands through the pipeline <c>redis</c>: no longer than its timeouts (half a second by default) and not at all while its circuit is open.
    /// </summary>
    /// <typeparam name="TState">What the commands need.</typeparam>
    /// <typeparam name="TResult">What they give.</typeparam>
    /// <param name="operation">One of few names, for telemetry.</param>
    /// <param name="commands">The commands. What is given up is left to end by itself.</param>
    /// <param name="state">What the commands need, so that none has to be captured.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What the commands gave.</returns>
    /// <exception cref="RedisException">There is no connection, or Redis refused.</exception>
    /// <exception cref="Polly.ExecutionRejectedException">The circuit is open, the bulkhead is full, or the time was up.</exception>
    ValueTask<TResult> ExecuteAsync<TState, TResult>(
        string operation, Func<IDatabase, TState, Task<TResult>> commands, TState state, CancellationToken cancellationToken);

    /// <summary>
    /// Listens to a channel for as long as the host lives, also when Redis is away now. What is published while there is no connection is lost.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Called with each message, one at a time.</param>
    /// <param name="onConnected">Called whenever messages can be received again.</param>
    void Subscribe(string channel, Action<byte[]> onMessage, Action onConnected);
}
