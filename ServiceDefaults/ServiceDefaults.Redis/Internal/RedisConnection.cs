using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Instrumentation.StackExchangeRedis;
using Polly;
using Polly.Registry;
using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>The one connection of the host. It is opened in the background at start-up; nothing waits for it.</summary>
internal sealed partial class RedisConnection(
    RedisSettings settings,
    ResiliencePipelineProvider<string> pipelines,
    StackExchangeRedisInstrumentation instrumentation,
    ILogger<RedisConnection> logger) : IRedisClient, IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RedisSubscriptions _subscriptions = new();
    private ResiliencePipeline? _pipeline;
    private IConnectionMultiplexer? _multiplexer;
    private Task _connecting = Task.CompletedTask;
    private int _away;
    private int _disposed;

    public bool IsConfigured => settings.Options is not null;

    public bool IsConnected => Volatile.Read(ref _multiplexer) is { IsConnected: true };

    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        string operation,
        Func<IDatabase, TState, Task<TResult>> commands,
        TState state,
        CancellationToken cancellationToken)
    {
        // Bypasses the pipeline: no command is sent, so there is no outcome to count, and the lost connection is
        // already logged.
        if (Volatile.Read(ref _multiplexer) is not { IsConnected: true } multiplexer)
        {
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "There is no connection to Redis.");
        }

        _pipeline ??= pipelines.GetPipeline(IRedisClient.Name);
        var context = ResilienceContextPool.Shared.Get(operation, continueOnCapturedContext: false, cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, call) => await call.commands(call.database, call.state)
                    .WaitAsync(context.CancellationToken).ConfigureAwait(false),
                context,
                (commands, database: multiplexer.GetDatabase(), state)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Subscribe(string channel, Action<byte[]> onMessage, Action onConnected) =>
        _subscriptions.Add(new(channel, onMessage, onConnected), () => Volatile.Read(ref _multiplexer));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Options is { } options)
        {
            _connecting = Task.Run(() => ConnectAsync(options), CancellationToken.None);
        }
        else
        {
            LogNotConfigured(IRedisClient.Name);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    // The container disposes of it once for each service type under which it is registered.
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        if (_multiplexer is { } multiplexer)
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }
    }

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

                Tell(isConnected: false);
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
            instrumentation.AddConnection(IRedisClient.Name, multiplexer);
        }
        catch
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Volatile.Write(ref _multiplexer, multiplexer);
        Tell(multiplexer.IsConnected);
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
        multiplexer.ConnectionFailed += (_, failed) => Tell(failed.ConnectionType, isConnected: false);
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            Tell(restored.ConnectionType, isConnected: true);
            if (restored.ConnectionType == ConnectionType.Subscription)
            {
                _subscriptions.Connected();
            }
        };
    }

    private void Tell(ConnectionType connection, bool isConnected)
    {
        if (connection == ConnectionType.Interactive)
        {
            Tell(isConnected);
        }
    }

    // Logs once for each change of state, however many connections and attempts there are.
    private void Tell(bool isConnected)
    {
        if (Interlocked.Exchange(ref _away, isConnected ? 0 : 1) == (isConnected ? 0 : 1)
            || _stopping.IsCancellationRequested)
        {
            return;
        }

        if (isConnected)
        {
            LogBack();
        }
        else
        {
            LogAway();
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "No connection string '{Name}': this process runs without Redis and caches in its own memory only.")]
    private partial void LogNotConfigured(string name);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Warning, Message = "Redis connection lost; reconnecting in the background.")]
    private partial void LogAway();

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Redis connection restored.")]
    private partial void LogBack();

    [LoggerMessage(
        EventId = 4,
        Level = LogLevel.Error,
        Message = "Connecting to Redis failed with an unexpected {Exception}; the service tries again in a second.")]
    private partial void LogUnexpected(string exception);
}
