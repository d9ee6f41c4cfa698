using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Health;

/// <summary>The paths of the health endpoints, and the tag of liveness checks.</summary>
public static class HealthEndpoints
{
    /// <summary>Runs every check: 200 when this service can take traffic, 503 when it cannot.</summary>
    public const string Ready = "/health";

    /// <summary>
    /// Runs only checks tagged <see cref="LiveTag"/>; 503 means that the process has to be restarted.
    /// </summary>
    public const string Live = "/alive";

    /// <summary>The tag of a check that covers only the process, never a dependency.</summary>
    public const string LiveTag = "live";

    internal static bool Contains(PathString path) =>
        path.StartsWithSegments(Ready, StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments(Live, StringComparison.OrdinalIgnoreCase);
}
