using Microsoft.Extensions.Options;

namespace PatientGateway.Audit;

/// <summary>
/// Writes the head of the chain to the log, where a writer to the database cannot change it: verification
/// compares the chain with it. A head holds no patient data.
/// </summary>
internal sealed partial class AuditAnchorService(
    AuditJournal journal, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditAnchorService> logger)
    : BackgroundService
{
    private long _anchored;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Anchor();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(options.Value.AnchorInterval, time);
        while (await interval.WaitForNextTickAsync(stoppingToken))
        {
            Anchor();
        }
    }

    private void Anchor()
    {
        if (journal.Head is { } head && head.Sequence != _anchored)
        {
            _anchored = head.Sequence;
            LogAnchor($"{head}");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Audit anchor: {Anchor}")]
    private partial void LogAnchor(string anchor);
}
