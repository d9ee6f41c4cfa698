namespace ServiceDefaults.Pipelines;

/// <summary>A dependency for which this host has a pipeline.</summary>
/// <param name="Name">Its name, in the settings, in telemetry, and as the key of its pipeline.</param>
/// <param name="Kind">What it is; its numbers are those of the kind.</param>
/// <param name="IsHttp">Whether it is called over HTTP, so that its pipeline looks into responses.</param>
public sealed record DependencyRegistration(string Name, DependencyKind Kind, bool IsHttp = false);
