using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Pipelines;

/// <summary>The connections to a dependency. The guide asks for pools of 10 to 50.</summary>
public sealed class ConnectionOptions
{
    /// <summary>
    /// The maximum number of connections, for all <see cref="Replicas"/> together. The bulkheads must fit within it.
    /// </summary>
    /// <value>The default is 50; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int Maximum { get; set; } = 50;

    /// <summary>The number of processes that share <see cref="Maximum"/>: the replicas of this service.</summary>
    /// <value>The default is 1; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int Replicas { get; set; } = 1;

    /// <summary>The limit for establishing a connection.</summary>
    /// <value>The default is 5 seconds; from 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The age at which a connection is replaced, so that a new address of the dependency is picked up.
    /// </summary>
    /// <value>The default is 2 minutes; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The share of <see cref="Maximum"/> for one replica.</summary>
    [JsonIgnore]
    public int PerReplica => Math.Max(1, Maximum / Replicas);
}
