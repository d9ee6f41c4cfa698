using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>Writes to Redis in the background, so that nobody waits for it. What does not fit into its queue is dropped and counted.</summary>
internal sealed class CopyWriter : BackgroundService
{
    private readonly Channel<Func<CancellationToken, Task>> _queue;
    private readonly IRedisClient _redis;
    private readonly CacheInstruments _instruments;
    private readonly int _writers;

    public CopyWriter(IRedisClient redis, IOptions<CachingOptions> options, CacheInstruments instruments)
    {
        (_redis, _instruments, _writers) = (redis, instruments, options.Value.Writers);
        _queue = Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(options.Value.WriteQueueLimit) { FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>How many writes wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Takes a write on. It must not throw.</summary>
    public void Enqueue(Func<CancellationToken, Task> write)
    {
        if (!_redis.IsConnected)
        {
            // Where there is no Redis to be used, nothing is missing.
            if (_redis.IsConfigured)
            {
                _instruments.WriteDropped("RedisAway");
            }
        }
        else if (!_queue.Writer.TryWrite(write))
        {
            _instruments.WriteDropped("QueueFull");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForAsync(0, _writers, new ParallelOptions { MaxDegreeOfParallelism = _writers, CancellationToken = stoppingToken }, WriteAsync);

    private async ValueTask WriteAsync(int writer, CancellationToken cancellationToken)
    {
        await foreach (var write in _queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await write(cancellationToken).ConfigureAwait(false);
        }
    }
}
