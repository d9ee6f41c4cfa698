using System.Text.Json.Serialization;
using Polly.CircuitBreaker;
using ServiceDefaults.Monitoring.Internal;

namespace ServiceDefaults.Monitoring;

/// <summary>The document of <c>GET /resilience</c>.</summary>
/// <param name="Level">The worst level of all dependencies; healthy if there are none.</param>
/// <param name="Time">When the status was read.</param>
/// <param name="Window">The length of the sliding window of all metrics.</param>
/// <param name="Dependencies">The dependencies, ordered by name.</param>
/// <param name="Alerts">The active alerts, ordered by dependency and metric.</param>
public sealed record ResilienceStatus(
    ResilienceLevel Level,
    DateTimeOffset Time,
    TimeSpan Window,
    IReadOnlyList<DependencyStatus> Dependencies,
    IReadOnlyList<ResilienceAlert> Alerts);

/// <summary>The status of one dependency.</summary>
/// <param name="Name">The name of the dependency, which is that of its pipeline.</param>
/// <param name="Level">The worst level of its metrics.</param>
/// <param name="Circuit">The state of its circuit breaker.</param>
/// <param name="Metrics">Its metrics in the sliding window.</param>
public sealed record DependencyStatus(
    string Name,
    ResilienceLevel Level,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<CircuitState>))] CircuitState Circuit,
    DependencyMetrics Metrics);
