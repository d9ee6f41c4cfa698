namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The policies of an endpoint. An endpoint may have several, for example one of its group.</summary>
/// <param name="Policies">The names of the policies.</param>
internal sealed record InboundLimitMetadata(string[] Policies);
