namespace AppHost;

/// <summary>How the containers keep their data.</summary>
internal static class ContainerExtensions
{
    /// <summary>Keeps the data in a volume, unless <c>--data ephemeral</c> is set.</summary>
    public static IResourceBuilder<PostgresServerResource> WithKeptData(this IResourceBuilder<PostgresServerResource> postgres) =>
        InfrastructureSettings.Data(postgres.ApplicationBuilder.Configuration) == DataLifetime.Persistent ? postgres.WithDataVolume() : postgres;

    /// <summary>The same for Redis, which then evicts nothing and writes to the disk before it acknowledges.</summary>
    public static IResourceBuilder<RedisResource> WithKeptData(this IResourceBuilder<RedisResource> redis)
    {
        redis.WithArgs(KeepEverything);
        return InfrastructureSettings.Data(redis.ApplicationBuilder.Configuration) == DataLifetime.Persistent ? redis.WithDataVolume() : redis;
    }

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
