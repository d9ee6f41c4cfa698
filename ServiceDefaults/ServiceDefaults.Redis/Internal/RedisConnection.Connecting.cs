using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

internal sealed partial class RedisConnection
{
    private async Task ConnectAsync(ConfigurationOptions options)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ConnectOnceAsync(options).ConfigureAwait(false);
                return;
            }
            catch (Exception exception)
            {
                // For example a host name that cannot be resolved yet. The multiplexer itself reconnects to an
                // unavailable server.
                if (exception is not (RedisException or System.Net.Sockets.SocketException))
                {
                    LogUnexpected(exception.GetType().Name);
                }

                ReportConnection(isConnected: false);
                await Task.Delay(TimeSpan.FromSeconds(1), _stopping.Token).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ConnectOnceAsync(ConfigurationOptions options)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        try
        {
            Watch(multiplexer);
            await WarmUpAsync(multiplexer.GetDatabase()).ConfigureAwait(false);
            instrumentation.AddConnection(multiplexer);
        }
        catch
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Volatile.Write(ref _multiplexer, multiplexer);
        ReportConnection(multiplexer.IsConnected);
        _subscriptions.Resume(multiplexer);
    }

    // The first command of a process is slow, because both sides compile code. It is sent before any operation with a
    // timeout, so that a cold start does not open the circuit breaker.
    private static async Task WarmUpAsync(IDatabase database)
    {
        try
        {
            await database.ScriptEvaluateAsync("return 1").WaitAsync(WarmUpTimeout).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The server is down or does not run scripts: the first operation fails too, and its circuit breaker counts
            // that.
        }
    }

    private void Watch(ConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += (_, failed) => ReportConnection(failed.ConnectionType, isConnected: false);
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            ReportConnection(restored.ConnectionType, isConnected: true);
            if (restored.ConnectionType == ConnectionType.Subscription)
            {
                _subscriptions.Connected();
            }
        };
    }

    private void ReportConnection(ConnectionType connection, bool isConnected)
    {
        if (connection == ConnectionType.Interactive)
        {
            ReportConnection(isConnected);
        }
    }

    // Logs once for each change of state, however many connections and attempts there are.
    private void ReportConnection(bool isConnected)
    {
        _wasConnected |= isConnected;
        if (Interlocked.Exchange(ref _disconnected, isConnected ? 0 : 1) == (isConnected ? 0 : 1)
            || _stopping.IsCancellationRequested)
        {
            return;
        }

        if (isConnected)
        {
            LogConnected();
        }
        else if (_wasConnected)
        {
            LogConnectionLost();
        }
        else
        {
            LogConnectionMissing();
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "No connection string '{Name}': this process runs without Redis and caches in its own memory only.")]
    private partial void LogNotConfigured(string name);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Warning, Message = "Redis connection lost; reconnecting in the background.")]
    private partial void LogConnectionLost();

    [LoggerMessage(
        EventId = 5, Level = LogLevel.Warning, Message = "No connection to Redis yet; connecting in the background.")]
    private partial void LogConnectionMissing();

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Connected to Redis.")]
    private partial void LogConnected();

    [LoggerMessage(
        EventId = 4,
        Level = LogLevel.Error,
        Message = "Connecting to Redis failed with an unexpected {Exception}; the service tries again in a second.")]
    private partial void LogUnexpected(string exception);
}
