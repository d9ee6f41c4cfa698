namespace AppHost.Infrastructure.Processes.Redis;

/// <summary>A server of the Redis protocol as a process.</summary>
internal sealed class RedisProcessResource(string name, ParameterResource password, string folder)
    : ExecutableResource(name, SupervisedServer.Command, folder), IResourceWithConnectionString
{
    public ParameterResource Password => password;

    public EndpointReference Endpoint => new(this, "tcp");

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"127.0.0.1:{Endpoint.Property(EndpointProperty.Port)},password={password}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"127.0.0.1")),
        new("Port", ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.Port)}")),
        new("Password", ReferenceExpression.Create($"{password}")),
        new("Uri", ReferenceExpression.Create($"redis://:{password}@127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}")),
    ];
}
