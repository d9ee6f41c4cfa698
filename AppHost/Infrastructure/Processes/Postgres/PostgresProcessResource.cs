namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>A Postgres server as a process, with the one database the system keeps in it.</summary>
internal sealed class PostgresProcessResource(string name, string databaseName, ParameterResource password, string folder)
    : ExecutableResource(name, SupervisedServer.Command, folder), IResourceWithConnectionString
{
    private const string UserName = "postgres";

    public ParameterResource Password => password;

    public EndpointReference Endpoint => new(this, "tcp");

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Port};Username={UserName};Password={password};Database={databaseName}");

    private EndpointReferenceExpression Port => Endpoint.Property(EndpointProperty.Port);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"127.0.0.1")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", ReferenceExpression.Create($"{UserName}")),
        new("Password", ReferenceExpression.Create($"{password}")),
        new("DatabaseName", ReferenceExpression.Create($"{databaseName}")),
        new("Uri", ReferenceExpression.Create($"postgresql://{UserName}:{password}@127.0.0.1:{Port}/{databaseName}")),
        new("JdbcConnectionString", ReferenceExpression.Create($"jdbc:postgresql://127.0.0.1:{Port}/{databaseName}")),
    ];
}
