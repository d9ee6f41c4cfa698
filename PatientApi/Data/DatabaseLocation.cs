using Npgsql;

namespace PatientApi.Data;

/// <summary>Where the database is, and how to reach its server when the database itself is not there yet.</summary>
internal sealed class DatabaseLocation(string connectionString)
{
    private const string MaintenanceDatabase = "postgres";
    private const int TimeoutSeconds = 5;

    /// <summary>The name of the database.</summary>
    public string Database { get; } = new NpgsqlConnectionStringBuilder(connectionString).Database
        ?? throw new InvalidOperationException("The connection string names no database: add Database=...");

    /// <summary>A connection of one's own to the server's maintenance database, with short timeouts, never pooled.</summary>
    public NpgsqlConnection ToServer() => new(new NpgsqlConnectionStringBuilder(connectionString)
    {
        Database = MaintenanceDatabase,
        Pooling = false,
        Timeout = TimeoutSeconds,
        CommandTimeout = TimeoutSeconds,
    }.ConnectionString);

    /// <summary>A pooled connection to the database, with a timeout that suits a health check.</summary>
    public NpgsqlConnection ToDatabase() => new(connectionString);
}
