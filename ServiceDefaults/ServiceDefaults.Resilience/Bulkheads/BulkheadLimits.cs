using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Bulkheads;

/// <summary>The size of one bulkhead.</summary>
public class BulkheadLimits
{
    /// <summary>Operations that may run at once.</summary>
    /// <value>The default is 10; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>
    /// Operations that may wait for a permit; further ones are rejected at once. (The guide's library counts running
    /// operations as well.)
    /// </summary>
    /// <value>The default is 5; from 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int QueueLimit { get; set; } = 5;
}
