namespace ServiceDefaults.Bulkheads;

/// <summary>A bulkhead at one moment; the guide's bulkhead statistics.</summary>
/// <param name="Active">Operations under way, those included that were given up and have not come back.</param>
/// <param name="Queued">Operations waiting for a place.</param>
/// <param name="MaxConcurrency">Places.</param>
/// <param name="QueueLimit">Places to wait.</param>
/// <param name="Rejections">Operations turned away since the start.</param>
public sealed record BulkheadStatistics(int Active, int Queued, int MaxConcurrency, int QueueLimit, long Rejections);
