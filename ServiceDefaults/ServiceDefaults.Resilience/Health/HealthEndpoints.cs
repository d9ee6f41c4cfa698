using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Health;

/// <summary>The paths of the health endpoints, and the tags of health checks.</summary>
public static class HealthEndpoints
{
    /// <summary>
    /// 503 means that the process has to be restarted. Only checks tagged <see cref="LiveTag"/> count.
    /// </summary>
    public const string Live = "/alive";

    /// <summary>200 when this service can take traffic, 503 when it cannot, and while it drains.</summary>
    public const string Ready = "/ready";

    /// <summary>
    /// 200 once every check has run and those tagged <see cref="StartTag"/> have succeeded; never 503 after that.
    /// </summary>
    public const string Started = "/started";

    /// <summary>The overall status: 503 if an essential dependency fails.</summary>
    public const string Overall = "/health";

    /// <summary>Every check, as <see cref="HealthDetails"/>; not open to everybody.</summary>
    public const string Details = "/health/details";

    /// <summary>The status of one check; not open to everybody.</summary>
    public const string Dependency = "/health/{dependency}";

    /// <summary>The tag of a check that covers only the process, never a dependency.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of a check that must succeed once until the service has started, such as a migration.</summary>
    public const string StartTag = "start";

    private static readonly PathString[] All = [Live, Ready, Started, Overall];

    /// <summary>Whether a path is that of a health endpoint.</summary>
    /// <param name="path">The path of a request.</param>
    /// <returns><see langword="true"/> for the paths above.</returns>
    public static bool Contains(PathString path) =>
        Array.Exists(All, known => path.StartsWithSegments(known, StringComparison.OrdinalIgnoreCase));
}
