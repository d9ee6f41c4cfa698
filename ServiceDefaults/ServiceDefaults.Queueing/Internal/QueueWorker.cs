using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>
/// Delivers the commands of a queue, several at the same time, while the handler is ready and Redis is connected. It
/// renews the leases of its commands. While the host drains it claims no further command; when the host stops it puts
/// the commands in delivery back at once.
/// </summary>
internal sealed partial class QueueWorker(
    string name,
    ReliableQueueOptions options,
    IQueueConsumer consumer,
    IQueueHandler handler,
    IRedisClient redis,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<QueueWorker> logger) : BackgroundService
{
    private const string StoppedReason = "stopped";
    private const string LeaseReason = "lease";
    private const string ExceptionReason = "exception";

    // After a failed renewal there is time for another one before the lease ends.
    private const int RenewalsInALease = 3;

    // The grace of a stop is for deliveries that are under way.
    private bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enumerable.Range(0, options.Concurrency).Select(_ => ServeAsync(stoppingToken)));

    private async Task ServeAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await DidServeAsync(stoppingToken).ConfigureAwait(false))
            {
                await Task.Delay(options.PollInterval, time, stoppingToken).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> DidServeAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (IsDraining || !handler.IsReady || !redis.IsConnected
                || await consumer.ClaimAsync(stoppingToken).ConfigureAwait(false) is not { } lease)
            {
                return false;
            }

            var delivery = await DeliverAsync(lease, stoppingToken).ConfigureAwait(false);
            // Not cancelled when the host stops, or the command would wait for its lease to expire. The pipeline redis
            // times out soon enough.
            if (await consumer.SettleAsync(lease, delivery, CancellationToken.None).ConfigureAwait(false) is null)
            {
                LogTaken(name, lease.Attempt);
            }

            return true;
        }
        catch (Exception exception)
        {
            // No exception may stop the host. A claimed command can be claimed again after its lease; the receiver
            // recognizes its idempotency key.
            if (!stoppingToken.IsCancellationRequested)
            {
                LogUnavailable(exception);
            }

            return false;
        }
    }

    private async Task<Delivery> DeliverAsync(QueueLease lease, CancellationToken stoppingToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var ended = new CancellationTokenSource();
        var renewals = RenewUntilEndedAsync(lease, work, ended.Token);
        try
        {
            return await handler.DeliverAsync(lease, work.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            return Delivery.Defer(stoppingToken.IsCancellationRequested ? StoppedReason : LeaseReason, TimeSpan.Zero);
        }
        catch (Exception exception)
        {
            LogFailed(name, lease.Attempt, exception.GetType().Name);
            return Delivery.Fail(ExceptionReason);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewals.ConfigureAwait(false);
        }
    }

    // A worker that may have lost its lease must stop: another worker may have the command.
    private async Task RenewUntilEndedAsync(QueueLease lease, CancellationTokenSource work, CancellationToken ended)
    {
        for (var missed = 0; missed < RenewalsInALease - 1;)
        {
            await Task.Delay(options.Lease / RenewalsInALease, time, ended).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }

            try
            {
                if (!await consumer.RenewAsync(lease, ended).ConfigureAwait(false))
                {
                    break;
                }

                missed = 0;
            }
            catch (Exception exception)
            {
                // No exception may end the renewals: the delivery would then be settled without a lease, or not at all.
                missed++;
                if (!exception.IsRedisFailure() && exception is not OperationCanceledException)
                {
                    LogRedisFailed(LogLevel.Error, name, exception.GetType().Name);
                }
            }
        }

        await work.CancelAsync().ConfigureAwait(false);
    }

    private void LogUnavailable(Exception exception)
    {
        var (level, type) = (exception.IsRedisFailure() ? LogLevel.Warning : LogLevel.Error, exception.GetType().Name);
        LogRedisFailed(level, name, type);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A delivery from queue '{Queue}' lost its lease "
        + "(attempt {Attempt}); another worker has claimed the command.")]
    private partial void LogTaken(string queue, int attempt);

    [LoggerMessage(EventId = 2, Message = "Queue '{Queue}' is unavailable: {Exception}. Commands that are being "
        + "delivered are delivered again after their leases expire.")]
    private partial void LogRedisFailed(LogLevel level, string queue, string exception);

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Error,
        Message = "A delivery from queue '{Queue}' failed (attempt {Attempt}): {Exception}.")]
    private partial void LogFailed(string queue, int attempt, string exception);
}
