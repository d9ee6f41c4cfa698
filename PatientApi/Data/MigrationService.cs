using Polly;
using Polly.Retry;

namespace PatientApi.Data;

/// <summary>
/// Sees to the schema beside the start of the host, so that the process is alive, though not ready, however long Postgres takes to come.
/// It never gives up: whoever mends the cause need not restart anything.
/// </summary>
internal sealed partial class MigrationService(ISchema schema, IRehearsal rehearsal, MigrationState state, TimeProvider clock, ILogger<MigrationService> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await CreatePipeline().ExecuteAsync(async token => await schema.EnsureAsync(token), stoppingToken);
        await RehearseAsync(stoppingToken);
        state.Complete();
        LogDone();
    }

    // Postgres may have gone again. That is for the readiness to say, and the first read is then no slower than it would have been.
    private async Task RehearseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rehearsal.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRehearsed(exception.GetType().Name);
        }
    }

    private ResiliencePipeline CreatePipeline() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstDelay,
            MaxDelay = LongestDelay,
            OnRetry = attempt =>
            {
                Report(attempt.Outcome.Exception!);
                return default;
            },
        })
        .Build();

    // Only a change is news: a server that is away for an hour makes one line, not a thousand. Transient means not reached, or
    // starting up, shutting down, out of connections: it will pass by itself.
    private void Report(Exception exception)
    {
        var failure = DatabaseFailure.Of(exception);
        if (exception is SchemaAwaitedException)
        {
            if (state.Report("Waiting for another instance to migrate the database."))
            {
                LogWaiting(exception.Message);
            }
        }
        else if (failure is { IsTransient: true } || exception is TimeoutException)
        {
            if (state.Report("Waiting for Postgres, which does not answer yet."))
            {
                LogWaiting(exception.Message);
            }
        }
        else if (state.Report($"Migration failed: {exception.GetType().Name} {failure?.SqlState}. See the log."))
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The schema is up to date; this replica is ready.")]
    private partial void LogDone();

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Waiting for the schema: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The first reads could not be rehearsed ({Exception}); they will be slower.")]
    private partial void LogNotRehearsed(string exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The database could not be migrated; this replica stays unready and tries again.")]
    private partial void LogFailed(Exception exception);
}
