using Npgsql;
using PatientApi.Contracts;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;

namespace PatientApi.Data;

/// <summary>
/// Creates connections to the patients database: those of the runtime role for requests, those of the owner for
/// migrations and maintenance, and those of the two roles of the audit trail. A read-only instance has only the first.
/// </summary>
internal sealed class PatientsConnection
{
    private const string MaintenanceDatabase = "postgres";
    private const string ReadOnlySession = "-c default_transaction_read_only=on";
    private const int CancellationMilliseconds = 500;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly NpgsqlConnectionStringBuilder? _owner;
    private readonly NpgsqlConnectionStringBuilder? _audit;
    private readonly NpgsqlConnectionStringBuilder? _auditor;

    /// <exception cref="SettingsException">A connection string is missing or cannot be read, does not verify the server
    /// outside development, or both have the same user.</exception>
    public PatientsConnection(
        IConfiguration configuration,
        ConnectionOptions limits,
        bool readOnly = false,
        IHostEnvironment? environment = null)
    {
        _settings = Read(configuration, ResourceNames.PatientsDatabase, limits, readOnly);
        Verify(configuration, environment, ResourceNames.PatientsDatabase, _settings);
        if (readOnly)
        {
            // A second barrier behind the role: whatever its grants, a session of this instance cannot write.
            _settings.Options = $"{_settings.Options} {ReadOnlySession}".Trim();
            return;
        }

        _owner = Read(configuration, ResourceNames.PatientsOwner, limits, readOnly);
        Verify(configuration, environment, ResourceNames.PatientsOwner, _owner);
        _owner.Options = $"{_owner.Options} {TenantPolicies.MaintenanceOption}".Trim();
        // Migrations and maintenance use one connection at a time.
        _owner.MaxPoolSize = 1;
        if (string.Equals(_owner.Username, _settings.Username, StringComparison.Ordinal))
        {
            throw new SettingsException($"The connection strings '{ResourceNames.PatientsDatabase}' and "
                + $"'{ResourceNames.PatientsOwner}' have the same user, '{_owner.Username}', but the tables must "
                + "belong to another user than the one that serves requests. Set the user of "
                + $"'{ResourceNames.PatientsDatabase}' to a role that owns no tables, such as patients_app; this "
                + "service creates it.");
        }

        (_audit, _auditor) = (ReadAudit(configuration, ResourceNames.PatientsAudit, limits),
            ReadAudit(configuration, ResourceNames.PatientsAuditor, limits));
        Verify(configuration, environment, ResourceNames.PatientsAudit, _audit);
        Verify(configuration, environment, ResourceNames.PatientsAuditor, _auditor);
    }

    public string Database => _settings.Database!;

    /// <summary>User that serves requests.</summary>
    public string? RuntimeUser => _settings.Username;

    public string? RuntimePassword => _settings.Password;

    /// <summary>Connection settings of the role that inserts audit entries.</summary>
    public NpgsqlConnectionStringBuilder Audit => _audit ?? throw Missing();

    /// <summary>Connection settings of the role that reads audit entries.</summary>
    public NpgsqlConnectionStringBuilder Auditor => _auditor ?? throw Missing();

    private NpgsqlConnectionStringBuilder Owner => _owner ?? throw Missing();

    /// <summary>Creates the connection pool for requests.</summary>
    public NpgsqlDataSource CreateDataSource() => NpgsqlDataSource.Create(_settings.ConnectionString);

    /// <summary>Creates the connection pool for migrations and maintenance.</summary>
    public NpgsqlDataSource CreateOwnerDataSource() => NpgsqlDataSource.Create(Owner.ConnectionString);

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
    /// Creates an unpooled connection of the owner to the database that always exists: an advisory lock belongs to the
    /// session and to the database in which it was taken.
    /// </summary>
    public NpgsqlConnection CreateMaintenanceConnection() =>
        new(new NpgsqlConnectionStringBuilder(Owner.ConnectionString)
        {
            Database = MaintenanceDatabase,
            Pooling = false
        }.ConnectionString);

    // Few connections: the gateway delivers one batch at a time, and operators seldom read.
    private static NpgsqlConnectionStringBuilder ReadAudit(
        IConfiguration configuration, string name, ConnectionOptions limits)
    {
        var settings = Read(configuration, name, limits, readOnly: false);
        settings.MaxPoolSize = 2;
        return settings;
    }

    private static NpgsqlConnectionStringBuilder Read(
        IConfiguration configuration, string name, ConnectionOptions limits, bool readOnly)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Invalid(name, "is not set");
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(text);
        }
        catch (ArgumentException)
        {
            // Without the inner exception, whose message may quote a password.
            throw Invalid(name, "cannot be read");
        }

        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
        {
            throw Invalid(name, "names no host or no database");
        }

        // Error detail would make the message of a unique violation quote the value: a patient identifier in the log.
        settings.IncludeErrorDetail = false;
        // Shown to operators in pg_stat_activity.
        settings.ApplicationName = readOnly ? ResourceNames.PatientApiReadOnly : ResourceNames.PatientApi;
        Limit(settings, limits);
        return settings;
    }

    // The driver's own default only prefers TLS, and believes any certificate.
    private static void Verify(
        IConfiguration configuration,
        IHostEnvironment? environment,
        string name,
        NpgsqlConnectionStringBuilder settings)
    {
        if (environment is not null)
        {
            VerifiedConnections.Demand(
                configuration,
                environment,
                name,
                settings.Host!.Split(','),
                settings.SslMode == SslMode.VerifyFull,
                "SSL Mode=VerifyFull");
        }
    }

    // A frozen server keeps the driver waiting, so the timeouts that only the driver applies are short.
    private static void Limit(NpgsqlConnectionStringBuilder settings, ConnectionOptions limits)
    {
        settings.Timeout = (int)Math.Ceiling(limits.ConnectTimeout.TotalSeconds);
        settings.CancellationTimeout = CancellationMilliseconds;
        settings.MaxPoolSize = limits.PerReplica;
        settings.ConnectionLifetime = (int)Math.Ceiling(limits.Lifetime.TotalSeconds);
    }

    private static InvalidOperationException Missing() =>
        new("A read-only instance has only the connection that reads.");

    private static SettingsException Invalid(string name, string fault) => new(
        $"The connection string '{name}' {fault}. Start this service through AppHost, or set ConnectionStrings__{name}"
            + "=Host=...;Port=5432;Database=patients;Username=...;Password=...;SSL Mode=VerifyFull");
}
