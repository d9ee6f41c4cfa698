namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>A Postgres server as a process, with the one database the system keeps in it.</summary>
internal sealed class PostgresProcessResource(string name, string databaseName, ParameterResource password, string folder)
    : ExecutableResource(name, SupervisedServer.Command, folder), IResourceWithConnectionString
{
    private const string UserName = "postgres";

    public ParameterResource Password => password;

    public EndpointReference Endpoint => new(this, "tcp");

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};Username={UserName};Password={password};Database={databaseName}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"127.0.0.1")),
        new("Port", ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.Port)}")),
        new("Username", ReferenceExpression.Create($"{UserName}")),
        new("Password", ReferenceExpression.Create($"{password}")),
        new("DatabaseName", ReferenceExpression.Create($"{databaseName}")),
        new("Uri", ReferenceExpression.Create($"postgresql://{UserName}:{password}@127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}/{databaseName}")),
    ];
}
