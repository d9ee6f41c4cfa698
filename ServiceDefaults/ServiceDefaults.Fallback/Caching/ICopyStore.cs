namespace ServiceDefaults.Caching;

/// <summary>
/// Keeps last known answers in two levels: the memory of this process, and Redis, which all replicas share. A change or an erasure is stronger
/// than any copy as old as it or older, in every replica and in whatever order things arrive.
/// </summary>
public interface ICopyStore
{
    /// <summary>The name of a subject. Everything that is said of it, by whichever replica, goes by this name.</summary>
    /// <param name="parts">What tells the subject from others, beginning with the tenant.</param>
    /// <returns>A keyed hash.</returns>
    string NameOf(params ReadOnlySpan<string> parts);

    /// <summary>Whether this process keeps the same version already, and not for long: then there is nothing to write.</summary>
    /// <param name="key">The key.</param>
    /// <param name="everything">The name of the subject that stands for all of the tenant's.</param>
    /// <param name="version">The version of the new answer; <see langword="null"/> is never the same.</param>
    /// <param name="asOf">As of when the new answer is.</param>
    /// <param name="refreshAfter">How much older the kept copy may be.</param>
    /// <returns>Whether the kept copy will do.</returns>
    bool IsKept(CopyKey key, string everything, string? version, DateTimeOffset asOf, TimeSpan refreshAfter);

    /// <summary>Keeps a copy: in memory at once, in Redis soon. A younger copy, and the word that this one is wrong, are stronger.</summary>
    /// <param name="key">The key.</param>
    /// <param name="copy">The copy.</param>
    /// <param name="maxStale">How old it may become.</param>
    void Keep(CopyKey key, Copy copy, TimeSpan maxStale);

    /// <summary>Finds a copy in this process' memory or else in Redis. Redis being away is no error: then what is here is all there is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="maxStale">How old a copy may be.</param>
    /// <param name="everything">The name of the subject that stands for all of the tenant's.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was found.</returns>
    ValueTask<CopyLookup> FindAsync(CopyKey key, TimeSpan maxStale, string everything, CancellationToken cancellationToken);

    /// <summary>
    /// Makes every copy of these subjects that is not younger than now unbelievable: here at once; in Redis and in the other replicas before this returns,
    /// or, when Redis is away, as soon as it is back.
    /// </summary>
    /// <param name="subjects">The names of the subjects.</param>
    /// <param name="change">What happened.</param>
    /// <param name="cancellationToken">Ends the waiting for Redis, not the change.</param>
    /// <returns>When Redis has been told, or is known to be away.</returns>
    ValueTask MarkAsync(IReadOnlyList<string> subjects, SubjectChange change, CancellationToken cancellationToken);

    /// <summary>
    /// What a read found to exist no more: its copies are unbelievable here at once, and everywhere else soon. Redis learns nothing of what nobody has a copy
    /// of, so that asking for what never existed does not fill it; while Redis is away the word stays in this process.
    /// </summary>
    /// <param name="subject">The name of the subject.</param>
    /// <param name="asOf">As of when that is known.</param>
    void Forget(string subject, DateTimeOffset asOf);
}
