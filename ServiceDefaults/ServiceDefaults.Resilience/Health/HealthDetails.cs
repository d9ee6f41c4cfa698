using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health;

/// <summary>
/// The document of <c>GET /health/details</c>. It holds no text of a check or an exception, which could quote data or a
/// connection string.
/// </summary>
/// <param name="Status">The overall status.</param>
/// <param name="IsReady">Whether the service can take traffic.</param>
/// <param name="IsStarted">Whether the service has started.</param>
/// <param name="IsDraining">Whether the service is stopping and serves its last requests.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Time">When the document was written.</param>
/// <param name="Entries">The checks, ordered by name.</param>
public sealed record HealthDetails(
    HealthStatus Status,
    [property: JsonPropertyName("ready")] bool IsReady,
    [property: JsonPropertyName("started")] bool IsStarted,
    [property: JsonPropertyName("draining")] bool IsDraining,
    string? Version,
    DateTimeOffset Time,
    IReadOnlyList<HealthEntry> Entries);

/// <summary>The health of one dependency, or of another thing that has a check.</summary>
/// <param name="Name">The name of the check.</param>
/// <param name="Importance">What its failure does to the service.</param>
/// <param name="Status">
/// The status; worse only after <see cref="HealthOptions.FailureThreshold"/> failures in a row. A degradable dependency
/// that fails is degraded.
/// </param>
/// <param name="Since">Since when it has this status.</param>
/// <param name="LastRun">When the check last ran; <see langword="null"/> if it has not run yet.</param>
/// <param name="Misses">The failures in a row, up to now.</param>
/// <param name="LastError">The last failure; <see langword="null"/> if there was none.</param>
public sealed record HealthEntry(
    string Name,
    DependencyImportance Importance,
    HealthStatus Status,
    DateTimeOffset Since,
    DateTimeOffset? LastRun,
    int Misses,
    HealthError? LastError);

/// <summary>The last failure of a check.</summary>
/// <param name="Category">The name of its error category, such as <c>timeout</c>.</param>
/// <param name="Time">When the check failed.</param>
public sealed record HealthError(string Category, DateTimeOffset Time);
