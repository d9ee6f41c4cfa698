using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PatientApi.Data;
using PatientApi.Model;
using ServiceDefaults.Errors;

namespace PatientApi.Idempotency;

/// <summary>
/// Deletes expired idempotency records of all tenants in batches. Any number of replicas may run it at the same time:
/// each takes rows that no other has locked.
/// </summary>
internal sealed partial class IdempotencyCleanupService(
    UnitOfWork unitOfWork,
    MigrationState schema,
    IErrorClassifier errors,
    IOptions<IdempotencyOptions> options,
    TimeProvider clock,
    ILogger<IdempotencyCleanupService> logger)
    : BackgroundService
{
    /// <summary>Deletes all records that are expired now.</summary>
    /// <returns>Number of deleted records.</returns>
    public async Task<int> CleanUpAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetPostgresNow() - options.Value.Retention;
        var (total, deleted) = (0, 0);
        do
        {
            deleted = await unitOfWork.MaintainAsync(
                (db, token) => DeleteAsync(db, before, options.Value.CleanupBatchSize, token), cancellationToken);
            total += deleted;
        }
        while (deleted == options.Value.CleanupBatchSize);

        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(options.Value.CleanupInterval, clock);
        while (await interval.WaitForNextTickAsync(stoppingToken))
        {
            if (schema.IsDone)
            {
                await TryPurgeAsync(stoppingToken);
            }
        }
    }

    private static Task<int> DeleteAsync(
        PatientDbContext db,
        DateTimeOffset before,
        int atMost,
        CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM idempotency_keys WHERE created_at < {before} ORDER BY created_at LIMIT {atMost}
                FOR UPDATE SKIP LOCKED))
        """,
        cancellationToken);

    // A transient failure is retried at the next interval. A defect is logged and not rethrown, because an exception
    // that leaves this loop would stop the host.
    private async Task TryPurgeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var purged = await CleanUpAsync(cancellationToken);
            if (purged > 0)
            {
                LogPurged(purged);
            }
        }
        catch (Exception exception)
            when (errors.Classify(exception, new(CallerAborted: cancellationToken)) is { CanRetry: true })
        {
            LogNotPurged(exception.GetType().Name);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogDefect(exception.GetType().Name);
        }
    }

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information, Message = "Deleted {Records} expired idempotency records.")]
    private partial void LogPurged(int records);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Warning,
        Message = "Deleting expired idempotency records failed ({Exception}); the next cleanup deletes them.")]
    private partial void LogNotPurged(string exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Deleting expired idempotency records failed with an "
        + "unexpected {Exception}; the service tries again at the next interval.")]
    private partial void LogDefect(string exception);
}
