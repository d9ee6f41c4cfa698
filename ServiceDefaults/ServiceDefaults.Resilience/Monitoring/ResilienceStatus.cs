using Polly.CircuitBreaker;
using ServiceDefaults.Chaos;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Monitoring;

/// <summary>The document of <c>GET /resilience</c>: how well the dependencies serve one process.</summary>
/// <param name="Service">The name of the service.</param>
/// <param name="Instance">The process: the name of its machine and its process id.</param>
/// <param name="Level">The worst level of all dependencies; healthy if there are none.</param>
/// <param name="Time">When the status was read.</param>
/// <param name="Window">The length of the sliding window of all metrics.</param>
/// <param name="Dependencies">The dependencies, ordered by name.</param>
/// <param name="Alerts">The active alerts, ordered by dependency and metric.</param>
/// <param name="ChaosDependencies">
/// The pipelines into which faults can be injected; none if the settings do not allow it.
/// </param>
/// <param name="Sections">What other parts of the service report, by name (<see cref="IStatusSection"/>).</param>
public sealed record ResilienceStatus(
    string Service,
    string Instance,
    ResilienceLevel Level,
    DateTimeOffset Time,
    TimeSpan Window,
    IReadOnlyList<DependencyStatus> Dependencies,
    IReadOnlyList<ResilienceAlert> Alerts,
    IReadOnlyList<string> ChaosDependencies,
    IReadOnlyDictionary<string, object> Sections);

/// <summary>The status of one dependency.</summary>
/// <param name="Name">The name of the dependency, which is that of its pipeline.</param>
/// <param name="Level">
/// The worst level of its metrics; at least degraded while faults are injected into its pipeline.
/// </param>
/// <param name="Circuit">The state of its circuit breaker.</param>
/// <param name="Metrics">Its metrics in the sliding window.</param>
/// <param name="Pipeline">The state of each strategy of its pipeline.</param>
/// <param name="Chaos">The faults that are injected; <see langword="null"/> if there are none.</param>
public sealed record DependencyStatus(
    string Name,
    ResilienceLevel Level,
    CircuitState Circuit,
    DependencyMetrics Metrics,
    DependencySnapshot Pipeline,
    ActiveChaos? Chaos);
