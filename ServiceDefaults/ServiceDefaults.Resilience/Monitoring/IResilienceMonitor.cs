namespace ServiceDefaults.Monitoring;

/// <summary>Reads how well the dependencies serve this process. Thread-safe.</summary>
public interface IResilienceMonitor
{
    /// <summary>
    /// Reads the metrics of every dependency, evaluates the thresholds, and raises and clears alerts accordingly.
    /// </summary>
    /// <returns>The status at this moment.</returns>
    ResilienceStatus GetStatus();
}
