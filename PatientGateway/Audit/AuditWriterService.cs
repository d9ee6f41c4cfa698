using Microsoft.Extensions.Options;
using PatientApi.Contracts;

namespace PatientGateway.Audit;

/// <summary>
/// Writes accesses to the journal in groups, within <see cref="AuditOptions.FlushInterval"/>. It begins the chain with
/// the heads of writers whose process was killed, and ends it when this process stops.
/// </summary>
internal sealed class AuditWriterService(
    AuditTrail trail, AuditJournal journal, AuditBacklog backlog, IOptions<AuditOptions> options, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(2);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var heads = backlog.Adopt();
        journal.Write(
            AuditActions.WriterStarted, heads.Count == 0 ? null : string.Join(',', heads), time.GetUtcNow());
        return base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Waits until the last entries are written, even if the host has no time left: the sender then closes the files.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { } writing)
        {
            await Task.WhenAny(writing, Task.Delay(LastWrites, time, CancellationToken.None));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var completion = stoppingToken.UnsafeRegister(
            static state => ((AuditTrail)state!).Complete(), trail);
        while (await WaitAsync(stoppingToken))
        {
            await PauseAsync(options.Value.FlushInterval, stoppingToken);
            while (journal.IsFull && !stoppingToken.IsCancellationRequested)
            {
                journal.Flush();
                await PauseAsync(RetryInterval, stoppingToken);
            }

            WriteAll();
        }

        WriteAll();
        journal.Write(AuditActions.WriterClosed, detail: null, time.GetUtcNow());
    }

    private void WriteAll()
    {
        var accesses = new List<AuditAccess>();
        while (trail.Accesses.TryRead(out var access))
        {
            accesses.Add(access);
        }

        journal.Write(accesses);
        if (trail.TakeDropped() is > 0 and var dropped)
        {
            journal.Write(AuditActions.EntriesDropped, $"{dropped}", time.GetUtcNow());
        }
    }

    private async ValueTask<bool> WaitAsync(CancellationToken stoppingToken)
    {
        if (!journal.HasUnwritten)
        {
            return await trail.Accesses.WaitToReadAsync(CancellationToken.None);
        }

        await PauseAsync(RetryInterval, stoppingToken);
        return !stoppingToken.IsCancellationRequested;
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(pause, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was recorded is written without a pause.
        }
    }
}
