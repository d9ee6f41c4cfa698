using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health;

/// <summary>
/// Reads the health of this service. The results are those of the last runs of the checks, so reading costs nothing.
/// Thread-safe.
/// </summary>
public interface IServiceHealth
{
    /// <summary>The worst status of all checks that are not optional. One that has not run yet has failed.</summary>
    HealthStatus Status { get; }

    /// <summary>The worst status of the checks tagged <see cref="HealthEndpoints.LiveTag"/>.</summary>
    HealthStatus Liveness { get; }

    /// <summary>Whether the service has started, is not draining, and no essential dependency fails.</summary>
    bool IsReady { get; }

    /// <summary>Whether the service was ready at some time, so that callers may have been sent to it.</summary>
    bool WasReady { get; }

    /// <summary>
    /// Whether every check has run, and those tagged <see cref="HealthEndpoints.StartTag"/> have succeeded.
    /// </summary>
    bool IsStarted { get; }

    /// <summary>Finds a check.</summary>
    /// <param name="name">The name of the check.</param>
    /// <returns>Its state, or <see langword="null"/> if there is no such check.</returns>
    HealthEntry? Find(string name);

    /// <summary>Reads everything.</summary>
    /// <returns>The document of <c>/health/details</c>.</returns>
    HealthDetails GetDetails();
}
