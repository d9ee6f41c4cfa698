namespace ServiceDefaults.Chaos;

/// <summary>Faults that are being injected into a pipeline of this process.</summary>
/// <param name="Dependency">The name of the dependency, which is that of its pipeline.</param>
/// <param name="Injection">The faults.</param>
/// <param name="Since">When the injection started.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Attempts">Attempts that have met a fault so far.</param>
public sealed record ActiveChaos(
    string Dependency, ChaosInjection Injection, DateTimeOffset Since, DateTimeOffset Until, long Attempts);
