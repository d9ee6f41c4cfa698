namespace AppHost;

/// <summary>How the containers keep their data.</summary>
internal static class ContainerExtensions
{
    /// <summary>Keeps the data in a volume: for the next run, or with <c>--data ephemeral</c> until the AppHost stops.</summary>
    public static IResourceBuilder<PostgresServerResource> WithKeptData(this IResourceBuilder<PostgresServerResource> postgres) => postgres
        .WithDataVolume(VolumeName(postgres));

    /// <summary>The same for Redis, which then evicts nothing and writes to the disk before it acknowledges.</summary>
    public static IResourceBuilder<RedisResource> WithKeptData(this IResourceBuilder<RedisResource> redis) => redis
        .WithArgs(KeepEverything)
        .WithDataVolume(VolumeName(redis));

    // Without a name Aspire makes one of the AppHost's path, the same in every run.
    private static string? VolumeName(IResourceBuilder<IResource> server) => server.ApplicationBuilder switch
    {
        { ExecutionContext.IsPublishMode: true } => null,
        var builder when InfrastructureSettings.Data(builder.Configuration) == DataLifetime.Persistent => null,
        var builder => EphemeralVolumes.Add(builder, server.Resource.Name),
    };

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
