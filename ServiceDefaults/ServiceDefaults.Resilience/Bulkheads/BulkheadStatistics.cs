namespace ServiceDefaults.Bulkheads;

/// <summary>A snapshot of a bulkhead; the guide's bulkhead statistics.</summary>
/// <param name="Active">Running operations, including abandoned ones that have not ended.</param>
/// <param name="Queued">Operations waiting for a permit.</param>
/// <param name="MaxConcurrency">The number of permits.</param>
/// <param name="QueueLimit">The capacity of the queue.</param>
/// <param name="Rejections">Operations rejected since the process started.</param>
public sealed record BulkheadStatistics(int Active, int Queued, int MaxConcurrency, int QueueLimit, long Rejections);
