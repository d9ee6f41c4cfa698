namespace AppHost.LocalServers.Postgres;

/// <summary>A PostgreSQL server as a local process, with one database.</summary>
internal sealed class LocalPostgresResource(
    string name,
    string databaseName,
    ParameterResource password,
    PostgresPrograms programs,
    PostgresCluster cluster,
    ServerUser user)
    : LocalServerResource(name, user.Run(programs.Server).Command, cluster.Folder)
{
    private const string UserName = "postgres";

    /// <inheritdoc/>
    public override RecordedProcess? LastProcess => cluster.LastProcess;

    /// <inheritdoc/>
    public override ReferenceExpression ConnectionStringExpression => ConnectionTo(databaseName);

    /// <summary>Connects to the server's default database, which exists before a service has created its own.</summary>
    public override ReferenceExpression HealthCheckConnectionString => ConnectionTo(UserName);

    /// <summary>
    /// Performs a fast shutdown: the server ends its sessions and writes a checkpoint. On SIGTERM alone it would wait
    /// for its clients.
    /// </summary>
    public override void Stop() => cluster.Stop(programs);

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"127.0.0.1")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", ReferenceExpression.Create($"{UserName}")),
        new("Password", ReferenceExpression.Create($"{password}")),
        new("DatabaseName", ReferenceExpression.Create($"{databaseName}")),
        new("Uri", ReferenceExpression.Create($"postgresql://{UserName}:{password}@127.0.0.1:{Port}/{databaseName}")),
        new("JdbcConnectionString", ReferenceExpression.Create($"jdbc:postgresql://127.0.0.1:{Port}/{databaseName}")),
    ];

    private ReferenceExpression ConnectionTo(string database) =>
        ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={Port};Username={UserName};Password={password};Database={database}");
}
