using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Draining;

/// <summary>How a service stops. Changes apply after a restart.</summary>
public sealed class DrainOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Drain";

    /// <summary>
    /// How long the service goes on serving after it has become unready, so that load balancers notice and callers find
    /// other replicas. It has to be longer than the period of the readiness probe times its failure threshold.
    /// </summary>
    /// <value>
    /// The default is 10 seconds; 1 second in development, because the AppHost's orchestrator kills a process 6 seconds
    /// after it asked it to stop; from 0 to 10 minutes.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the whole stop may take: the grace, then the requests that are still running. The platform has to wait
    /// longer than this before it kills the process (Kubernetes: <c>terminationGracePeriodSeconds</c>). At least
    /// <see cref="Grace"/> plus the longest total timeout of a dependency that requests use.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: just that time, or the host's own shutdown timeout if it is longer.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan? ShutdownTimeout { get; set; }
}
