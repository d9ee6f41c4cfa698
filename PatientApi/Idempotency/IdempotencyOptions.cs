using System.ComponentModel.DataAnnotations;

namespace PatientApi.Idempotency;

/// <summary>Settings for the retention and deletion of idempotency records.</summary>
internal sealed class IdempotencyOptions : IValidatableObject
{
    public const string Section = "Idempotency";
    public const int LargestPurgeBatchSize = 10_000;

    /// <summary>
    /// Smallest retention: 24 hours in which callers may repeat a write, counted from the first request; 24 more for a
    /// write that is deferred at the last moment; and one for its delivery and for clock skew.
    /// </summary>
    public static readonly TimeSpan Least = TimeSpan.FromHours(24 + 24 + 1);

    /// <summary>
    /// Shortest time for which a record is kept. Default and minimum: 49 hours, so that a key does not expire before
    /// all writes with it are delivered.
    /// </summary>
    public TimeSpan Retention { get; set; } = Least;

    /// <summary>Interval between deletions of expired records. Default: 5 minutes.</summary>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Largest number of records that one statement deletes, so that none holds its locks for long. Default: 1000.
    /// </summary>
    [Range(1, LargestPurgeBatchSize)]
    public int CleanupBatchSize { get; set; } = 1000;

    /// <summary>
    /// Longest time to find out whether a COMMIT whose response was lost took effect. Default: 10 seconds. It ends
    /// earlier when the database pipeline fails, for example while its circuit breaker is open: the caller can repeat
    /// the request with its key, and no request is held for an unavailable database.
    /// </summary>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Retention < Least)
        {
            yield return new($"{nameof(Retention)} is {Retention}; it must be at least {Least}: "
                + "callers may repeat a write for 24 hours, the last repeat may wait in a queue for 24 hours, and its "
                + "delivery takes time.");
        }

        if (CleanupInterval <= TimeSpan.Zero)
        {
            yield return new($"{nameof(CleanupInterval)} is {CleanupInterval}; it must be greater than zero.");
        }

        if (ResolveTimeout <= TimeSpan.Zero)
        {
            yield return new($"{nameof(ResolveTimeout)} is {ResolveTimeout}; it must be greater than zero.");
        }
    }
}
