using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace PatientGateway.Audit;

/// <summary>
/// Takes the accesses of requests: a bounded buffer in memory, so that no request waits for a disk or for the API. It
/// also holds whether entries can be kept.
/// </summary>
internal sealed partial class AuditTrail
{
    private readonly Channel<AuditAccess> _accesses;
    private readonly AuditInstruments _instruments;
    private readonly ILogger<AuditTrail> _logger;
    private readonly Lock _lock = new();
    private long _dropped;
    private bool _fileFails;
    private bool _deliveryFails;

    public AuditTrail(IOptions<AuditOptions> options, AuditInstruments instruments, ILogger<AuditTrail> logger)
    {
        _accesses = Channel.CreateBounded<AuditAccess>(
            new BoundedChannelOptions(options.Value.BufferSize) { SingleReader = true });
        (_instruments, _logger) = (instruments, logger);
        instruments.Observe(() => IsAvailable);
    }

    /// <summary>The accesses that wait for the file.</summary>
    public ChannelReader<AuditAccess> Accesses => _accesses.Reader;

    /// <summary>Whether entries are kept in the file.</summary>
    public bool HasFile => !Volatile.Read(ref _fileFails);

    /// <summary>
    /// Whether the file or the API takes entries. Otherwise they are in memory only, and are lost with the process.
    /// </summary>
    public bool IsAvailable => HasFile || !Volatile.Read(ref _deliveryFails);

    /// <summary>Records an access.</summary>
    /// <returns>False if there is no room: the access is not in the audit trail.</returns>
    public bool TryRecord(AuditAccess access)
    {
        if (_accesses.Writer.TryWrite(access))
        {
            _instruments.Recorded(access.Patients.Count);
            return true;
        }

        _instruments.Dropped(access.Patients.Count);
        if (Interlocked.Add(ref _dropped, access.Patients.Count) == access.Patients.Count)
        {
            LogDropping();
        }

        return false;
    }

    /// <summary>Returns the number of entries that were not recorded since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Takes no further access.</summary>
    public void Complete() => _accesses.Writer.TryComplete();

    /// <summary>Reports whether the file has taken entries.</summary>
    /// <param name="failure">Why not; <see langword="null"/> if it has.</param>
    public void ReportFile(Exception? failure) => Report(ref _fileFails, failure, "file of this process");

    /// <summary>Reports whether the API has taken entries.</summary>
    /// <param name="failure">Why not; <see langword="null"/> if it has.</param>
    public void ReportDelivery(Exception? failure) => Report(ref _deliveryFails, failure, "API");

    // Logs only changes, so that an outage of an hour is one line.
    private void Report(ref bool fails, Exception? failure, string store)
    {
        lock (_lock)
        {
            var wasAvailable = IsAvailable;
            if (fails == failure is not null)
            {
                return;
            }

            Volatile.Write(ref fails, failure is not null);
            if (failure is null)
            {
                LogWorks(store);
            }
            else
            {
                LogFails(store, failure.GetType().Name);
            }

            if (wasAvailable && !IsAvailable)
            {
                LogUnavailable();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The {Store} takes no audit entries ({Exception}). They "
        + "are kept, and this is tried again.")]
    private partial void LogFails(string store, string exception);

    [LoggerMessage(2, LogLevel.Information, "The {Store} takes audit entries again.")]
    private partial void LogWorks(string store);

    [LoggerMessage(3, LogLevel.Critical, "Audit entries are in memory only, because neither the file nor the API takes "
        + "them: they are lost if this process ends.")]
    private partial void LogUnavailable();

    [LoggerMessage(4, LogLevel.Critical, "The buffer of audit entries is full: accesses are not recorded. Their number "
        + "becomes an entry of the audit trail as soon as there is room.")]
    private partial void LogDropping();
}
