using Microsoft.Extensions.Configuration;

namespace AppHost;

internal enum InfrastructureKind
{
    Containers,
    Processes,
}

internal enum DataLifetime
{
    Persistent,
    Ephemeral,
}

/// <summary>Reads the AppHost's own settings. The error for an invalid value lists the valid ones.</summary>
internal static class InfrastructureSettings
{
    private const int MaximumReplicas = 10;

    /// <summary>Returns <c>--infrastructure</c>; <see langword="null"/> if it is not set.</summary>
    public static InfrastructureKind? Kind(IConfiguration configuration) => Read<InfrastructureKind>(
        configuration, "infrastructure");

    /// <summary>Returns <c>--data</c>. Default: persistent.</summary>
    public static DataLifetime Data(IConfiguration configuration) =>
        Read<DataLifetime>(configuration, "data") ?? DataLifetime.Persistent;

    /// <summary>
    /// Returns the number of instances of a service: <c>{service}:Replicas</c>, from 1 to 10. Default: 1.
    /// </summary>
    public static int GetReplicas(this IConfiguration configuration, string service)
    {
        var key = $"{service}:Replicas";
        return configuration[key] switch
        {
            null => 1,
            var text when int.TryParse(text, out var replicas) && replicas is >= 1 and <= MaximumReplicas => replicas,
            var text => throw new DistributedApplicationException(
                $"{key} is '{text}': set it to a whole number from 1 to {MaximumReplicas}."),
        };
    }

    private static T? Read<T>(IConfiguration configuration, string key) where T : struct, Enum
    {
        if (configuration[key] is not { } text)
        {
            return null;
        }

        // By name only, because the parser would accept numbers, too.
        return Enum.GetNames<T>()
            .FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } named
            ? Enum.Parse<T>(named)
            : throw new DistributedApplicationException(
                $"--{key} is '{text}': set it to "
                + $"{string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
    }
}
