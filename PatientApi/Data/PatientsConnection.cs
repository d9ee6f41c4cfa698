using Npgsql;
using PatientApi.Contracts;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;

namespace PatientApi.Data;

/// <summary>Creates connections to the patients database, and to the server before that database exists.</summary>
internal sealed class PatientsConnection
{
    private const string MaintenanceDatabase = "postgres";
    private const string ReadOnlySession = "-c default_transaction_read_only=on";
    private const int CancellationMilliseconds = 500;

    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <exception cref="SettingsException">The connection string is missing or cannot be read.</exception>
    public PatientsConnection(IConfiguration configuration, ConnectionOptions limits, bool readOnly = false)
    {
        var text = configuration.GetConnectionString(ResourceNames.PatientsDatabase);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Invalid("is not set");
        }

        try
        {
            _settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            // Without the inner exception, whose message may quote a password.
            throw Invalid("cannot be read");
        }

        if (string.IsNullOrEmpty(_settings.Host) || string.IsNullOrEmpty(_settings.Database))
        {
            throw Invalid("names no host or no database");
        }

        // Error detail would make the message of a unique violation quote the value: a patient identifier in the log.
        _settings.IncludeErrorDetail = false;
        // Shown to operators in pg_stat_activity.
        _settings.ApplicationName = readOnly ? ResourceNames.PatientApiReadOnly : ResourceNames.PatientApi;
        // A second barrier behind the role: whatever its grants, a session of this instance cannot write.
        _settings.Options = readOnly ? $"{_settings.Options} {ReadOnlySession}".Trim() : _settings.Options;
        Limit(limits);
    }

    public string Database => _settings.Database!;

    /// <summary>Creates the connection pool for requests and background work.</summary>
    public NpgsqlDataSource CreateDataSource() => NpgsqlDataSource.Create(_settings.ConnectionString);

    /// <summary>
    /// Creates a pool of one connection for the readiness check: if work uses up its own pool, the database is busy and
    /// not unavailable. This pool produces no traces.
    /// </summary>
    public NpgsqlDataSource CreateProbeDataSource()
    {
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            ApplicationName = $"{_settings.ApplicationName} probe",
            MaxPoolSize = 1
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => false));
        return builder.Build();
    }

    /// <summary>
    /// Creates an unpooled connection to the database that always exists: an advisory lock belongs to the session and
    /// to the database in which it was taken.
    /// </summary>
    public NpgsqlConnection CreateMaintenanceConnection() =>
        new(new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            Database = MaintenanceDatabase,
            Pooling = false
        }.ConnectionString);

    // A frozen server keeps the driver waiting, so the timeouts that only the driver applies are short.
    private void Limit(ConnectionOptions limits)
    {
        _settings.Timeout = (int)Math.Ceiling(limits.ConnectTimeout.TotalSeconds);
        _settings.CancellationTimeout = CancellationMilliseconds;
        _settings.MaxPoolSize = limits.PerReplica;
        _settings.ConnectionLifetime = (int)Math.Ceiling(limits.Lifetime.TotalSeconds);
    }

    private static SettingsException Invalid(string fault) => new(
        $"The connection string '{ResourceNames.PatientsDatabase}' {fault}. Start this service through AppHost, or set "
            +
        $"ConnectionStrings__{ResourceNames.PatientsDatabase}=Host=...;Port=5432;"
        + "Database=patients;Username=...;Password=...");
}
