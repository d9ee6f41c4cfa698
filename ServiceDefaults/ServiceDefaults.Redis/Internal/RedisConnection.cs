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
    private int _disconnected;
    private volatile bool _wasConnected;
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
}
