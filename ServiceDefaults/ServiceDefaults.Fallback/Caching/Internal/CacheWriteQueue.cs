using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Writes to Redis in the background, so that no caller waits for it. Writes that do not fit into its queue are dropped
/// and counted.
/// </summary>
internal sealed partial class CacheWriteQueue : BackgroundService
{
    private const string Away = "RedisAway";

    private readonly Channel<Func<CancellationToken, Task>> _queue;
    private readonly IRedisClient _redis;
    private readonly CacheInstruments _instruments;
    private readonly int _writers;
    private readonly ILogger _logger;

    public CacheWriteQueue(
        IRedisClient redis,
        IOptions<CachingOptions> options,
        CacheInstruments instruments,
        ILogger<CacheWriteQueue> logger)
    {
        (_redis, _instruments, _writers, _logger) = (redis, instruments, options.Value.Writers, logger);
        _queue = Channel.CreateBounded<Func<CancellationToken, Task>>(
            new BoundedChannelOptions(options.Value.WriteQueueLimit) { FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>The number of writes in the queue.</summary>
    public int Length => _queue.Reader.Count;

    /// <summary>Adds a write to the queue. If it fails, the failure is counted.</summary>
    public void Enqueue(Func<CancellationToken, Task> write)
    {
        if (!_redis.IsConnected)
        {
            // If Redis is not configured, no write is missing.
            if (_redis.IsConfigured)
            {
                _instruments.WriteDropped(Away);
            }
        }
        else if (!_queue.Writer.TryWrite(write))
        {
            _instruments.WriteDropped("QueueFull");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _queue.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = _writers, CancellationToken = stoppingToken },
        WriteAsync);

    // Catches every exception, because one that leaves a background service stops the host.
    private async ValueTask WriteAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            _instruments.WriteDropped(Away);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _instruments.WriteDropped("Defect");
            LogDefect(exception.GetType().Name);
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Error,
        Message = "Writing a cached response to Redis failed with an unexpected {Exception}; the entry is dropped.")]
    private partial void LogDefect(string exception);
}
