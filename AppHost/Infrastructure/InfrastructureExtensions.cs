namespace AppHost.Infrastructure;

/// <summary>Where Postgres and Redis come from. AppHost.cs reads the same for all of it.</summary>
internal static class InfrastructureExtensions
{
    /// <summary>
    /// Takes containers where a container runtime answers, and local processes otherwise. <c>--infrastructure containers|processes</c>
    /// overrides; publishing always describes containers.
    /// </summary>
    public static IInfrastructure AddInfrastructure(this IDistributedApplicationBuilder builder)
    {
        StartFailure.EndWithOneLine();
        var kind = InfrastructureSettings.Kind(builder);
        return kind == InfrastructureKind.Containers ? new ContainerInfrastructure(builder) : new ProcessInfrastructure(builder);
    }
}

/// <summary>The servers the system stands on, whatever they run in.</summary>
internal interface IInfrastructure
{
    /// <summary>Adds a Postgres server with a database, and gives what connects to that database.</summary>
    IResourceBuilder<IResourceWithConnectionString> AddPostgres(string name, string databaseName);

    /// <summary>Adds a server of the Redis protocol that evicts nothing and keeps what it has acknowledged.</summary>
    IResourceBuilder<IResourceWithConnectionString> AddRedis(string name);

    /// <summary>Adds a generated secret that stays the same from run to run, as long as the data does.</summary>
    IResourceBuilder<ParameterResource> AddSecret(string name);
}
