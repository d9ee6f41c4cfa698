using System.ComponentModel.DataAnnotations;

namespace PatientApi.Idempotency;

/// <summary>How long a write is known again, and how that is forgotten.</summary>
internal sealed class IdempotencyOptions : IValidatableObject
{
    public const string Section = "Idempotency";
    public const int LargestPurgeBatchSize = 10_000;

    /// <summary>
    /// 24 hours in which callers may repeat a write, counted from the first time; 24 more for one that they let wait on the last moment; and one for its
    /// delivery, and for clocks that differ.
    /// </summary>
    public static readonly TimeSpan Least = TimeSpan.FromHours(24 + 24 + 1);

    /// <summary>
    /// How long an answer is kept at least. Default, and at least: 49 hours, so that no key is forgotten before everything is delivered that may come with it.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = Least;

    /// <summary>How often old answers are looked for. Default: 5 minutes.</summary>
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many are deleted in one statement, so that none holds its locks for long. Default: 1000.</summary>
    [Range(1, LargestPurgeBatchSize)]
    public int PurgeBatchSize { get; set; } = 1000;

    /// <summary>
    /// How long at most to find out what became of a commit whose answer was lost. Default: 10 seconds. Where the database pipeline gives up earlier, as it does
    /// while its circuit is open, so does this: the caller has the key to ask again with, and nobody holds a request for a database that is away.
    /// </summary>
    public TimeSpan ResolveWithin { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KeepFor < Least)
        {
            yield return new($"{nameof(KeepFor)} is {KeepFor}; it must be at least {Least}: "
                + "callers may repeat a write for 24 hours, the last of them may wait for 24 more, and its delivery takes time.");
        }

        if (PurgeInterval <= TimeSpan.Zero)
        {
            yield return new($"{nameof(PurgeInterval)} is {PurgeInterval}; it must be greater than zero.");
        }

        if (ResolveWithin <= TimeSpan.Zero)
        {
            yield return new($"{nameof(ResolveWithin)} is {ResolveWithin}; it must be greater than zero.");
        }
    }
}
