namespace ServiceDefaults.Shedding.Internal;

/// <summary>The criticality of an endpoint; the last one of a group and its endpoint counts.</summary>
/// <param name="Criticality">The criticality.</param>
internal sealed record CriticalityMetadata(string Criticality);
