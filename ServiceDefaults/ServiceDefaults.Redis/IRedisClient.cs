using StackExchange.Redis;

namespace ServiceDefaults.Redis;

/// <summary>
/// A client of a Redis server that may be unavailable at any time. It connects in the background, and reconnects
/// whenever the connection was lost.
/// </summary>
public interface IRedisClient
{
    /// <summary>The name of the connection string, of the pipeline and of the health check.</summary>
    const string Name = "redis";

    /// <summary>Whether a connection string is configured.</summary>
    bool IsConfigured { get; }

    /// <summary>Whether there is a connection for commands now.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Runs commands through the pipeline <c>redis</c>: at most for the duration of its timeouts (half a second by
    /// default), and not at all while its circuit breaker is open.
    /// </summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="operation">The operation key for telemetry, one of a small set.</param>
    /// <param name="commands">The commands. A timeout stops the wait for them, but does not cancel them.</param>
    /// <param name="state">Passed to <paramref name="commands"/>, so that the delegate captures no variable.</param>
    /// <param name="cancellationToken">Stops waiting for the commands.</param>
    /// <returns>The result of the commands.</returns>
    /// <exception cref="RedisException">There is no connection, or Redis rejected a command.</exception>
    /// <exception cref="Polly.ExecutionRejectedException">
    /// The circuit breaker is open, the bulkhead is full, or a timeout was reached.
    /// </exception>
    ValueTask<TResult> ExecuteAsync<TState, TResult>(
        string operation,
        Func<IDatabase, TState, Task<TResult>> commands,
        TState state,
        CancellationToken cancellationToken);

    /// <summary>
    /// Subscribes to a channel for the lifetime of the host, even if Redis is unavailable now. Messages that are
    /// published while there is no connection are lost.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Called with each message, one at a time.</param>
    /// <param name="onConnected">Called whenever messages can be received again.</param>
    void Subscribe(string channel, Action<byte[]> onMessage, Action onConnected);
}
