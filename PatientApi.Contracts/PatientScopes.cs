namespace PatientApi.Contracts;

/// <summary>The scopes that callers need, at the gateway and, in its service tokens, at the API.</summary>
public static class PatientScopes
{
    /// <summary>Reads patients.</summary>
    public const string Read = "patients.read";

    /// <summary>Creates, changes, deletes and imports patients.</summary>
    public const string Write = "patients.write";

    /// <summary>Uses the batch routes, in addition to the scope of the read or write.</summary>
    public const string Batch = "batch";

    /// <summary>Uses the routes of operators.</summary>
    public const string Admin = "admin";

    /// <summary>
    /// Declares emergency access with <see cref="AuditHeaders.BreakGlass"/>: it is marked in the audit trail, and is
    /// served also where the gateway refuses access that it cannot record.
    /// </summary>
    public const string BreakGlass = "patients.break-glass";

    /// <summary>
    /// Appends audit entries. Only the gateway itself has it, in its service tokens: no route of the gateway forwards a
    /// caller's request to the route that needs it.
    /// </summary>
    public const string AuditAppend = "audit.append";
}
