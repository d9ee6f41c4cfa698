namespace ServiceDefaults.Shedding;

/// <summary>
/// The names of the metrics, in the meter <c>ServiceDefaults.Resilience</c>, by <c>criticality</c>. Its values come
/// from code and settings, never from requests.
/// </summary>
public static class LoadSheddingMetrics
{
    /// <summary>Gauge of the requests in progress.</summary>
    public const string Active = "load_shedding_active";

    /// <summary>Counter of shed requests.</summary>
    public const string Shed = "load_shedding_shed_total";
}
