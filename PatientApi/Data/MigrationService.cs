using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace PatientApi.Data;

/// <summary>
/// Ensures the schema in the background, so that the process is alive, though not ready, while Postgres is unavailable.
/// It waits for a server, for a network that cuts connections, or for another instance without limit, but limits the
/// attempts at a failing migration, because each attempt puts load on the database.
/// </summary>
internal sealed partial class MigrationService(
    ISchemaInitializer schema,
    RuntimeRole role,
    IWarmup warmup,
    MigrationState state,
    IHostApplicationLifetime lifetime,
    IOptions<MigrationOptions> options,
    TimeProvider clock,
    ILogger<MigrationService> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CreatePipeline().ExecuteAsync(EnsureAsync, stoppingToken);
        }
        catch (Exception exception) when (CauseOf(exception) is UnsafeRoleException unsafeRole)
        {
            Refuse(unsafeRole.Message);
            return;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            GiveUp(CauseOf(exception));
            return;
        }

        await WarmUpAsync(stoppingToken);
        state.Complete();
        LogDone();
    }

    private async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        await schema.EnsureAsync(cancellationToken);
        await role.VerifyAsync(cancellationToken);
    }

    // Postgres may be unavailable again: readiness reports that, and the first read is then as slow as without a
    // warm-up.
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await warmup.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogWarmUpFailed(exception.GetType().Name);
        }
    }

    private ResiliencePipeline CreatePipeline() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is { } exception && IsTriedAgain(exception)),
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

    private bool IsTriedAgain(Exception exception) =>
        exception is not OperationCanceledException && CauseOf(exception) is not UnsafeRoleException
            && (IsWaiting(exception) || ++_failures < options.Value.MaxAttempts);

    private static bool IsWaiting(Exception exception) =>
        exception is SchemaNotReadyException or TimeoutException
            || (DatabaseFailure.Of(exception) is { } failure
                && (exception is MigrationFailedException
                    ? DatabaseFailure.IsOfConnection(failure)
                    : failure.IsTransient));

    private void GiveUp(Exception cause)
    {
        state.Fail($"Migration failed {_failures} times and is not retried: {Describe(cause)}. Fix the cause, which "
            + "is in the log, and restart this instance.");
        LogGivenUp(_failures, cause);
    }

    // As for a wrong setting, except that only the database can tell: one line, and exit code 1. A health check that
    // runs until the host has stopped logs the state, so the reason is not repeated there.
    private void Refuse(string reason)
    {
        state.Fail("This instance stops. The reason is in the log.");
        LogRefused(reason);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private static string Describe(Exception cause) =>
        $"{cause.GetType().Name} {DatabaseFailure.Of(cause)?.SqlState}".TrimEnd();

    private static Exception CauseOf(Exception exception) =>
        exception is MigrationFailedException { InnerException: { } cause } ? cause : exception;

    // Logs only changes of status, so that an outage of an hour produces one line instead of a thousand. Transient
    // means not reachable, starting up, shutting down or out of connections: a state that ends without intervention.
    private void Report(Exception exception)
    {
        var cause = CauseOf(exception);
        if (exception is SchemaNotReadyException)
        {
            if (state.Report("Waiting for another instance to migrate the database."))
            {
                LogWaiting(exception.Message);
            }
        }
        else if (exception is TimeoutException)
        {
            if (state.Report("Waiting for another instance, which is migrating the database."))
            {
                LogWaiting(exception.Message);
            }
        }
        else if (IsWaiting(exception))
        {
            if (state.Report("Waiting for Postgres: it cannot be reached, or connections to it are lost."))
            {
                LogWaiting(DatabaseFailure.Of(exception)!.Message);
            }
        }
        else if (state.Report($"Migration failed: {Describe(cause)}. See the log."))
        {
            LogFailed(cause);
        }
    }

    [LoggerMessage(EventId = 6, Level = LogLevel.Critical, Message = "The service does not start: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The database schema is up to date.")]
    private partial void LogDone();

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "This instance is not ready yet: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(
        EventId = 5,
        Level = LogLevel.Critical,
        Message = "Database migration failed {Attempts} times; this instance stays unready until it is restarted.")]
    private partial void LogGivenUp(int attempts, Exception exception);

    [LoggerMessage(
        EventId = 4,
        Level = LogLevel.Warning,
        Message = "Warm-up queries failed ({Exception}); the first reads will be slower.")]
    private partial void LogWarmUpFailed(string exception);

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Error,
        Message = "Database migration failed; this instance stays unready and tries again.")]
    private partial void LogFailed(Exception exception);
}
