namespace ServiceDefaults.Bulkheads;

/// <summary>A snapshot of a bulkhead; the guide's bulkhead statistics.</summary>
/// <param name="Active">Running operations, including abandoned ones that have not ended.</param>
/// <param name="Queued">Operations waiting for a permit.</param>
/// <param name="MaxConcurrency">The configured number of permits.</param>
/// <param name="QueueLimit">The capacity of the queue.</param>
/// <param name="Rejections">Operations rejected since the process started.</param>
public sealed record BulkheadStatistics(int Active, int Queued, int MaxConcurrency, int QueueLimit, long Rejections)
{
    /// <summary>
    /// The number of permits in force: <see cref="MaxConcurrency"/>, or fewer if the bulkhead is adaptive.
    /// </summary>
    public int ConcurrencyLimit { get; init; } = MaxConcurrency;
}
