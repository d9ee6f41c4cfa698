namespace ServiceDefaults.Monitoring;

/// <summary>
/// Callbacks for alerts: implement the ones you need and register the type as a singleton. Calls come one at a time, in
/// the order of the events. They must be fast, because the next reading of the status waits for them. Exceptions thrown
/// by a listener are logged and swallowed.
/// </summary>
public interface IAlertListener
{
    /// <summary>
    /// Called once when a metric begins to exceed a threshold. When an alert changes its level, the old one is cleared
    /// and one with the new level is raised.
    /// </summary>
    /// <param name="alert">The alert.</param>
    void OnAlertRaised(ResilienceAlert alert)
    {
    }

    /// <summary>Called once when the metric no longer exceeds the threshold of that level.</summary>
    /// <param name="alert">The alert, with the last value above the threshold.</param>
    void OnAlertCleared(ResilienceAlert alert)
    {
    }
}
