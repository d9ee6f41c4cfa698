using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Health;

/// <summary>The paths and the tag by which a service answers for its health.</summary>
public static class HealthEndpoints
{
    /// <summary>Every check: 200 when this service may take traffic, 503 when it may not.</summary>
    public const string Ready = "/health";

    /// <summary>Only checks tagged <see cref="LiveTag"/>: 503 means the process is to be restarted.</summary>
    public const string Live = "/alive";

    /// <summary>The tag of a check that speaks for the process alone, never for a dependency.</summary>
    public const string LiveTag = "live";

    internal static bool Contains(PathString path) =>
        path.StartsWithSegments(Ready, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(Live, StringComparison.OrdinalIgnoreCase);
}
