namespace AppHost.LocalServers.Redis;

/// <summary>A server for the Redis protocol as a local process.</summary>
internal sealed class LocalRedisResource(string name, ParameterResource password, string command, string folder)
    : LocalServerResource(name, command, folder)
{
    private readonly string _pidFile = Path.Combine(folder, "server.pid");

    /// <inheritdoc/>
    public override RecordedProcess? LastProcess => RecordedProcess.Read(_pidFile, startLine: 1);

    /// <inheritdoc/>
    public override ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"127.0.0.1:{Port},password={password}");

    /// <inheritdoc/>
    public override void Record(int processId) => RecordedProcess.Write(_pidFile, processId);

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"127.0.0.1")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Password", ReferenceExpression.Create($"{password}")),
        new("Uri", ReferenceExpression.Create($"redis://:{password}@127.0.0.1:{Port}")),
    ];
}
