using PatientGateway.Upstream;
using ServiceDefaults.Errors;

namespace PatientGateway.Audit;

/// <summary>
/// Delivers blocks to the API, one after the other, until it has each. After a failure it waits, longer each time. A
/// block is never given up: what the API does not have is lost.
/// </summary>
internal sealed partial class AuditSenderService(
    IServiceProvider services,
    AuditTrail trail,
    AuditJournal journal,
    AuditBacklog backlog,
    AuditInstruments instruments,
    IErrorClassifier errors,
    TimeProvider time,
    ILogger<AuditSenderService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastDelivery = TimeSpan.FromSeconds(2);

    private readonly Lock _stopping = new();
    private Task? _stopped;

    // A host can be stopped twice at once, and the files are closed once.
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            return _stopped ??= StopOnceAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (backlog.Peek() is not var (block, acknowledge))
            {
                await journal.WaitAsync(Idle, time, stoppingToken);
            }
            else if (await TryDeliverAsync(block, stoppingToken))
            {
                acknowledge();
                pause = FirstPause;
            }
            else
            {
                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // What is not delivered now is delivered after the next start.
        using var limit = new CancellationTokenSource(LastDelivery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (backlog.Peek() is var (block, acknowledge) && await TryDeliverAsync(block, either.Token))
        {
            acknowledge();
        }

        try
        {
            journal.Close();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotClosed(exception.GetType().Name);
        }
    }

    private async Task<bool> TryDeliverAsync(AuditBlock block, CancellationToken cancellationToken)
    {
        try
        {
            // A typed client is for one request, so that its connections can expire.
            var response = await services.GetRequiredService<AuditApiClient>().AppendAsync(block, cancellationToken);
            if (response.Problem is { StatusCode: var status })
            {
                LogRefused(status ?? 0);
                trail.ReportDelivery(UpstreamFailure.Unreadable());
                return false;
            }

            instruments.Delivered(block.Entries);
            trail.ReportDelivery(failure: null);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (errors.Classify(exception, new(IsSafe: true)) is not { IsUnavailable: true })
            {
                LogDefect(exception.GetType().Name);
            }

            trail.ReportDelivery(exception);
            return false;
        }
        catch (Exception)
        {
            // The time for the last delivery is over, whatever the delivery ended with: the files are closed next.
            return false;
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "The audit files of this process could not be deleted ({Exception}). Their "
        + "entries are delivered again after the next start, and the API ignores those that it has.")]
    private partial void LogNotClosed(string exception);

    [LoggerMessage(1, LogLevel.Error,
        "The API refuses audit entries with {Status}. They are kept, and their delivery is tried again. Check that the "
        + "API accepts the service tokens of the gateway.")]
    private partial void LogRefused(int status);

    [LoggerMessage(2, LogLevel.Error, "The delivery of audit entries failed with an unexpected {Exception}. They are "
        + "kept, and their delivery is tried again.")]
    private partial void LogDefect(string exception);
}
