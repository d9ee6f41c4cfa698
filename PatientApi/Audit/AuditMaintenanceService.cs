using Microsoft.Extensions.Options;
using PatientApi.Data;
using ServiceDefaults.Errors;

namespace PatientApi.Audit;

/// <summary>
/// Creates the partitions of the coming months, and deletes months after their retention. Any number of replicas may
/// run it.
/// </summary>
internal sealed partial class AuditMaintenanceService(
    UnitOfWork unitOfWork,
    AuditRetention retention,
    MigrationState schema,
    IErrorClassifier errors,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<AuditMaintenanceService> logger)
    : BackgroundService
{
    /// <summary>Creates and deletes what is due now.</summary>
    /// <returns>Number of deleted months.</returns>
    public async Task<int> MaintainAsync(CancellationToken cancellationToken)
    {
        await unitOfWork.MaintainAsync(
            async (db, token) =>
            {
                await AuditSchema.EnsurePartitionsAsync(db, clock.GetUtcNow(), token);
                return true;
            },
            cancellationToken);
        return await retention.RetireAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(options.Value.MaintenanceInterval, clock);
        while (await interval.WaitForNextTickAsync(stoppingToken))
        {
            if (schema.IsDone)
            {
                await TryMaintainAsync(stoppingToken);
            }
        }
    }

    // As for expired idempotency records: an exception that leaves the loop would stop the host.
    private async Task TryMaintainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MaintainAsync(cancellationToken);
        }
        catch (Exception exception)
            when (errors.Classify(exception, new(CallerAborted: cancellationToken)) is { CanRetry: true })
        {
            LogNotMaintained(exception.GetType().Name);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogDefect(exception.GetType().Name);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Maintenance of the audit trail failed ({Exception}); it is repeated at the next interval.")]
    private partial void LogNotMaintained(string exception);

    [LoggerMessage(2, LogLevel.Error, "Maintenance of the audit trail failed with an unexpected {Exception}; it is "
        + "repeated at the next interval.")]
    private partial void LogDefect(string exception);
}
