using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>
/// Measures and sweeps a queue, even in a process that delivers none of its commands, and while no command can be
/// delivered.
/// </summary>
internal sealed partial class QueueMaintenanceService(
    string name,
    ReliableQueueOptions options,
    IQueueClient queue,
    IRedisClient redis,
    QueueInstruments instruments,
    TimeProvider time,
    ILogger<QueueMaintenanceService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            instruments.Measured(name, await MeasureAsync(stoppingToken).ConfigureAwait(false));
            await Task.Delay(options.SweepInterval, time, stoppingToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<QueueDepth?> MeasureAsync(CancellationToken stoppingToken)
    {
        if (!redis.IsConnected)
        {
            return null;
        }

        try
        {
            return await queue.SweepAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception.IsRedisFailure() || exception is OperationCanceledException)
        {
            // The pipeline and the connection log this failure. An unknown depth is not reported.
            return null;
        }
        catch (Exception exception)
        {
            // An exception that leaves this loop would stop the host.
            LogDefect(name, exception.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Maintenance of queue '{Queue}' failed with an "
        + "unexpected {Exception}; it runs again after its interval.")]
    private partial void LogDefect(string queue, string exception);
}
