using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Pipelines;

/// <summary>The connections to a dependency. The guide asks for pools of 10 to 50.</summary>
public sealed class ConnectionOptions
{
    /// <summary>How many there may be, of all <see cref="Replicas"/> together. The bulkheads have to fit in.</summary>
    /// <value>The default is 50; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int Maximum { get; set; } = 50;

    /// <summary>How many processes share <see cref="Maximum"/>: the replicas of this service.</summary>
    /// <value>The default is 1; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int Replicas { get; set; } = 1;

    /// <summary>How long it may take to connect.</summary>
    /// <value>The default is 5 seconds; from 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After which time a connection is replaced, so that a new address of the dependency is found.</summary>
    /// <value>The default is 2 minutes; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What one replica may have of <see cref="Maximum"/>.</summary>
    [JsonIgnore]
    public int PerReplica => Math.Max(1, Maximum / Replicas);
}
