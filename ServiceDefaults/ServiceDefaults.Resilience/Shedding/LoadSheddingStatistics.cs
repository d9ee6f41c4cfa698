namespace ServiceDefaults.Shedding;

/// <summary>What this process has in progress, and what it shed.</summary>
/// <param name="Active">Requests in progress.</param>
/// <param name="MaxConcurrency">Requests that may be in progress.</param>
/// <param name="Criticalities">The same by criticality.</param>
public sealed record LoadSheddingStatistics(
    int Active, int MaxConcurrency, IReadOnlyDictionary<string, CriticalityStatistics> Criticalities);

/// <summary>What this process has in progress of one criticality, and what it shed.</summary>
/// <param name="Active">Requests in progress.</param>
/// <param name="Admitted">Requests admitted since the process started.</param>
/// <param name="Shed">Requests shed since the process started.</param>
public sealed record CriticalityStatistics(int Active, long Admitted, long Shed);
