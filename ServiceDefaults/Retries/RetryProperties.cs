using Polly;

namespace ServiceDefaults.Retries;

/// <summary>What a retry wants to know from the strategies around it.</summary>
public static class RetryProperties
{
    /// <summary>
    /// The moment at which the caller will have been answered. Whoever owns the total timeout sets it; a retry that could not even
    /// begin before it is not waited for. Absent: no deadline.
    /// </summary>
    public static readonly ResiliencePropertyKey<DateTimeOffset> Deadline = new("ServiceDefaults.Retries.Deadline");
}
