using Faults;

namespace AppHost;

/// <summary>Configures how the containers keep their data.</summary>
internal static class ContainerExtensions
{
    /// <summary>
    /// Keeps the data in a volume: for the next run, or with <c>--data ephemeral</c> until the AppHost stops. If the
    /// volume was created with another password, the AppHost ends with a one-line error.
    /// </summary>
    public static IResourceBuilder<PostgresServerResource> WithPersistentData(
        this IResourceBuilder<PostgresServerResource> postgres) => postgres
        // Without the details of an error, which quote the row that violates a constraint.
        .WithArgs("-c", "log_error_verbosity=terse")
        .WithDataVolume(VolumeName(postgres))
        .WithPasswordCheck(() => OtherPassword(postgres))
        .WithFreezing();

    /// <summary>
    /// Keeps the data of Redis in the same way; Redis then evicts nothing and writes to disk before it acknowledges.
    /// </summary>
    public static IResourceBuilder<RedisResource> WithPersistentData(
        this IResourceBuilder<RedisResource> redis) => redis
        .WithArgs(PersistAll)
        .WithDataVolume(VolumeName(redis))
        .WithFreezing();

    // Without a name Aspire derives one from the AppHost's path, the same in every run.
    private static string? VolumeName(IResourceBuilder<IResource> server) => server.ApplicationBuilder switch
    {
        { ExecutionContext.IsPublishMode: true } => null,
        var builder when InfrastructureSettings.Data(builder.Configuration) == DataLifetime.Persistent => null,
        var builder => EphemeralVolumes.Add(builder, server.Resource.Name),
    };

    private static string OtherPassword(IResourceBuilder<PostgresServerResource> postgres)
    {
        var volume = postgres.Resource.Annotations.OfType<ContainerMountAnnotation>()
            .Single(mount => mount.Type == ContainerMountType.Volume).Source;
        var password = $"Parameters:{postgres.Resource.PasswordParameter!.Name}";
        var command = ContainerRuntime.Command(postgres.ApplicationBuilder.Configuration);
        return $"The data in the volume '{volume}' was created with another password than the one that is set now: "
            + "bring back the user secrets of the AppHost "
            + $"('dotnet user-secrets set {password} <password> --project AppHost'), or remove the volume with "
            + $"'{command} volume rm {volume}' to start with new data.";
    }

    private static void PersistAll(CommandLineArgsCallbackContext context)
    {
        string[] settings = ["--maxmemory-policy", "noeviction", "--appendonly", "yes", "--appendfsync", "always"];
        if (context.ExecutionContext.IsPublishMode)
        {
            // When publishing, the whole command line is one shell argument.
            context.Args[^1] = $"{context.Args[^1]} {string.Join(' ', settings)}";
            return;
        }

        Array.ForEach(settings, context.Args.Add);
    }
}
