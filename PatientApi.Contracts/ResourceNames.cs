namespace PatientApi.Contracts;

/// <summary>Names of the resources, shared by the AppHost and the services.</summary>
public static class ResourceNames
{
    /// <summary>The Postgres server.</summary>
    public const string Postgres = "postgres";

    /// <summary>
    /// The patients database; also the name of the connection string with which a service reads and writes it.
    /// </summary>
    public const string PatientsDatabase = "patients";

    /// <summary>The connection string of the owner of the patients database, for migrations and maintenance.</summary>
    public const string PatientsOwner = "patients_owner";

    /// <summary>The connection string of the role that can only insert audit entries.</summary>
    public const string PatientsAudit = "patients_audit";

    /// <summary>The connection string of the role that can only read audit entries.</summary>
    public const string PatientsAuditor = "patients_auditor";

    /// <summary>The Redis server; also the name of its connection string.</summary>
    public const string Redis = "redis";

    /// <summary>The service that owns the patient data.</summary>
    public const string PatientApi = "patient-api";

    /// <summary>A second, read-only instance of the patient API: the gateway's fallback.</summary>
    public const string PatientApiReadOnly = "patient-api-readonly";

    /// <summary>The public entry point for callers.</summary>
    public const string PatientGateway = "patient-gateway";

    /// <summary>The page that shows the whole system live.</summary>
    public const string ResilienceConsole = "resilience-console";
}
