using System.Data.Common;

namespace PatientApi.Data;

/// <summary>Migrates in the background from the start on, again and again until it has succeeded.</summary>
internal sealed partial class MigrationService(DatabaseMigrator migrator, MigrationState state, TimeProvider time, ILogger<MigrationService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                await migrator.MigrateAsync(stoppingToken);
                state.Done();
                LogMigrated();
                return;
            }
            catch (Exception failure) when (failure is DbException or TimeoutException or InvalidOperationException)
            {
                if (state.Waiting($"The migrations have not succeeded yet ({failure.GetType().Name})."))
                {
                    LogWaiting(failure);
                }
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The database is migrated; this instance is ready.")]
    private partial void LogMigrated();

    [LoggerMessage(2, LogLevel.Warning, "The database cannot be migrated yet; trying again until it can.")]
    private partial void LogWaiting(Exception failure);
}
