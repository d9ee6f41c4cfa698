using ServiceDefaults.Caching;

namespace ServiceDefaults.Fallback;

/// <summary>Where writes say what they change, so that no fallback serves what was true before.</summary>
public interface ISubjectChanges
{
    /// <summary>
    /// Makes every copy of the caller's tenant that is not younger than now unbelievable. Call it before a write leaves and again after it, whatever became
    /// of it; it holds in every replica as soon as it returns, or as soon as Redis is back.
    /// </summary>
    /// <param name="change">What happened.</param>
    /// <param name="subjects">To what.</param>
    /// <returns>When Redis has been told, or is known to be away.</returns>
    ValueTask MarkAsync(SubjectChange change, params IReadOnlyList<Subject> subjects);
}
