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
}
