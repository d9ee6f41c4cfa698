namespace PatientApi.Contracts;

/// <summary>
/// Routes of the audit trail, at the API; the gateway has those of operators under <c>/api/v1/admin</c>.
/// </summary>
public static class AuditRoutes
{
    /// <summary>Appends entries, and lists them for operators.</summary>
    public const string Collection = "/audit";

    /// <summary>Verifies the chains of the entries.</summary>
    public const string Verify = "/verify";
}

/// <summary>Headers of the audit trail.</summary>
public static class AuditHeaders
{
    /// <summary>
    /// <c>true</c> declares emergency access; it needs the scope <see cref="PatientScopes.BreakGlass"/>.
    /// </summary>
    public const string BreakGlass = "X-Break-Glass";
}

/// <summary>What was done, in an audit entry.</summary>
public static class AuditActions
{
    /// <summary>A patient was read.</summary>
    public const string Read = "patient.read";

    /// <summary>A patient was on a page of a list or a search.</summary>
    public const string List = "patient.list";

    /// <summary>A patient was created.</summary>
    public const string Create = "patient.create";

    /// <summary>A patient was replaced, or created under a known id.</summary>
    public const string Replace = "patient.replace";

    /// <summary>A patient was deleted.</summary>
    public const string Delete = "patient.delete";

    /// <summary>A patient was imported.</summary>
    public const string Import = "patient.import";

    /// <summary>A queued write was delivered.</summary>
    public const string Deliver = "patient.deliver";

    /// <summary>An operator read or verified the audit trail.</summary>
    public const string Audit = "audit.read";

    /// <summary>A writer began its chain. The detail names the heads of writers whose files it took over.</summary>
    public const string WriterStarted = "writer.started";

    /// <summary>A writer ended its chain: nothing follows.</summary>
    public const string WriterClosed = "writer.closed";

    /// <summary>A writer had no room for entries. The detail is their number.</summary>
    public const string EntriesDropped = "writer.dropped";
}

/// <summary>One access, as the writer records it and as operators see it.</summary>
public abstract record AuditedAccess : PatientData
{
    /// <summary>Position in the chain of the writer, starting at 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>Time of the access, in microseconds; never before that of the previous entry of the writer.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The client that sent the request.</summary>
    public required string Client { get; init; }

    /// <summary>One of <see cref="AuditActions"/>, such as <c>patient.read</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The patient's id; none where the answer named no patient.</summary>
    public Guid? Patient { get; init; }

    /// <summary>HTTP status that the client got.</summary>
    public int? Status { get; init; }

    /// <summary><c>primary</c>, <c>fallback</c>, <c>cache</c> or <c>default</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Age of the data in whole seconds.</summary>
    public long? Age { get; init; }

    /// <summary>Trace id of the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>Whether the client declared emergency access.</summary>
    public bool BreakGlass { get; init; }
}

/// <summary>One entry of a chain.</summary>
public sealed record AuditEntry : AuditedAccess
{
    /// <summary>The tenant of the client; empty for entries about the writer itself.</summary>
    public required string Tenant { get; init; }

    /// <summary>Further facts of an entry about the writer.</summary>
    public string? Detail { get; init; }

    /// <summary>Links this entry to the one before it: see <see cref="AuditChain"/>.</summary>
    public byte[] Mac { get; init; } = [];
}

/// <summary>Entries of one writer, in the order of their sequence without gaps.</summary>
/// <param name="Writer">The writer: one process of the gateway.</param>
/// <param name="Entries">The entries.</param>
public sealed record AuditBatch(Guid Writer, IReadOnlyList<AuditEntry> Entries)
{
    /// <summary>Largest number of entries in one request.</summary>
    public const int MaxEntries = 500;
}

/// <summary>One page of audit entries, newest first.</summary>
/// <param name="Items">The entries of the caller's tenant.</param>
/// <param name="NextCursor">Cursor of the next page; absent on the last page.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Items, string? NextCursor);

/// <summary>An audit entry as operators see it.</summary>
public sealed record AuditRecord : AuditedAccess
{
    /// <summary>The writer of the entry.</summary>
    public required Guid Writer { get; init; }
}
