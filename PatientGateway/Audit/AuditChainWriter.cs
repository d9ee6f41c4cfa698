using PatientApi.Contracts;

namespace PatientGateway.Audit;

/// <summary>
/// Turns accesses into the entries of one chain. It is used by one thread at a time: the order of the entries is that
/// of the calls.
/// </summary>
/// <param name="writer">The writer.</param>
/// <param name="secret">Secret of the chain.</param>
internal sealed class AuditChainWriter(Guid writer, string secret)
{
    private readonly AuditChain _chain = new(secret);
    private long _sequence;
    private byte[]? _mac;
    private DateTimeOffset _last;

    /// <summary>Head of the chain; <see langword="null"/> while it is empty.</summary>
    public AuditHead? Head => _mac is null ? null : new(writer, _sequence, _mac);

    /// <summary>Returns the entries of accesses, in blocks.</summary>
    public IEnumerable<AuditBlock> Chain(IEnumerable<AuditAccess> accesses) => accesses
        .SelectMany(EntriesOf)
        .Chunk(AuditBatch.MaxEntries)
        .Select(entries => AuditBlock.Of(new(writer, entries)));

    /// <summary>Returns an entry about the writer itself.</summary>
    public AuditBlock Chain(string action, string? detail, DateTimeOffset at) => AuditBlock.Of(new(
        writer,
        [Add(new() { Sequence = 0, At = at, Client = "", Tenant = "", Action = action, Detail = detail })]));

    private IEnumerable<AuditEntry> EntriesOf(AuditAccess access) => access.Patients.Select(patient => Add(new()
    {
        Sequence = 0,
        At = access.At,
        Client = access.Client,
        Tenant = access.Tenant,
        Action = access.Action,
        Patient = patient.Id,
        Status = patient.Status,
        Source = patient.Source,
        Age = patient.Age,
        TraceId = access.TraceId,
        BreakGlass = access.BreakGlass,
    }));

    // Times never go back, so that a month is a range of sequences: requests end in another order than they began, and
    // a clock may be set back. Postgres keeps microseconds.
    private AuditEntry Add(AuditEntry entry)
    {
        var at = entry.At.ToUniversalTime();
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
        _last = at > _last ? at : _last;
        entry = entry with { Sequence = ++_sequence, At = _last };
        _mac = _chain.MacOf(_mac ?? _chain.GenesisOf(writer), writer, entry);
        return entry with { Mac = _mac };
    }
}
