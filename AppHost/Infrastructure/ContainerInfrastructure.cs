namespace AppHost.Infrastructure;

/// <summary>Postgres and Redis as ordinary Aspire containers, with volumes unless the data is ephemeral.</summary>
internal sealed class ContainerInfrastructure(IDistributedApplicationBuilder builder) : IInfrastructure
{
    private readonly DataLifetime _data = InfrastructureSettings.Data(builder.Configuration);

    public IResourceBuilder<IResourceWithConnectionString> AddPostgres(string name, string databaseName)
    {
        var server = builder.AddPostgres(name, password: AddSecret($"{name}-password"));
        if (_data == DataLifetime.Persistent)
        {
            server.WithDataVolume();
        }

        return server.AddDatabase(databaseName);
    }

    public IResourceBuilder<IResourceWithConnectionString> AddRedis(string name)
    {
        var server = builder.AddRedis(name, password: AddSecret($"{name}-password"))
            .WithArgs("--maxmemory-policy", "noeviction", "--appendonly", "yes", "--appendfsync", "everysec");
        return _data == DataLifetime.Persistent ? server.WithDataVolume() : server;
    }

    public IResourceBuilder<ParameterResource> AddSecret(string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
}
