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
        var server = builder.AddRedis(name, password: AddSecret($"{name}-password")).WithArgs(KeepEverything);
        return _data == DataLifetime.Persistent ? server.WithDataVolume() : server;
    }

    public IResourceBuilder<ParameterResource> AddSecret(string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

    private static void KeepEverything(CommandLineArgsCallbackContext context)
    {
        string[] settings = ["--maxmemory-policy", "noeviction", "--appendonly", "yes", "--appendfsync", "always"];
        if (context.ExecutionContext.IsPublishMode)
        {
            // When publishing, the whole command line is one argument of a shell.
            context.Args[^1] = $"{context.Args[^1]} {string.Join(' ', settings)}";
            return;
        }

        Array.ForEach(settings, context.Args.Add);
    }
}
