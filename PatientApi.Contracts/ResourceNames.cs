namespace PatientApi.Contracts;

/// <summary>The names the parts of the system know each other by.</summary>
public static class ResourceNames
{
    /// <summary>The Postgres server.</summary>
    public const string Postgres = "postgres";

    /// <summary>The patients database, and the name of its connection string.</summary>
    public const string PatientsDatabase = "patients";

    /// <summary>The Redis server, and the name of its connection string.</summary>
    public const string Redis = "redis";

    /// <summary>The service that owns the patients.</summary>
    public const string PatientApi = "patient-api";

    /// <summary>A second instance of it, which can only read: the gateway's fallback.</summary>
    public const string PatientApiReadOnly = "patient-api-readonly";

    /// <summary>The edge that callers see.</summary>
    public const string PatientGateway = "patient-gateway";
}
